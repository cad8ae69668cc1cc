import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentCaller, Roles } from '../auth/access.js';
import { hasRole, type Caller } from '../auth/auth.js';
import { openEventStream } from '../http/event-stream.js';
import { Problem } from '../http/problem-details.js';
import { Refuses } from '../http/refuses.js';
import { Streams } from '../http/route-config.js';
import { LiveChanges, MOST_IN_ALL, MOST_OF_ONE, type Watcher } from './live-changes.js';
import { StreamEvent } from './stream.dto.js';

const EXAMPLE: StreamEvent = { type: 'notification', id: '0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f' };

/** Live changes for open pages. */
@Controller('api/v2/stream')
export class StreamController {
  constructor(private readonly changes: LiveChanges) {}

  /**
   * Server-sent events that say what changed, by any process, within a second or two: the `data` of each is as described
   * here. They carry ids only: ask for what you show. It is best effort: a message that waits for another try is not told. When it was interrupted, `more` is
   * the first event. It ends when the token or session does.
   */
  @Get()
  @Roles('staff')
  @Streams()
  @ApiExtraModels(StreamEvent)
  @ApiOkResponse({
    content: { 'text/event-stream': { schema: { $ref: getSchemaPath(StreamEvent) }, example: EXAMPLE } },
  })
  @Refuses('too_many_requests', `A caller has ${MOST_OF_ONE} streams open.`)
  @Refuses('unavailable', `This process has ${MOST_IN_ALL} streams open, or stops.`)
  open(@CurrentCaller() caller: Caller, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.changes.assertRoom(caller.userId);
    const stream = openEventStream(reply, () => this.changes.remove(watcher));
    const watcher: Watcher = { userId: caller.userId, stream, mayStay: () => mayStay(request) };
    this.changes.add(watcher);
    if (request.headers['last-event-id'] !== undefined) stream.send([{ type: 'more' }]);
  }
}

/** Asks again who calls. An outage of who knows that ends no stream. */
async function mayStay(request: FastifyRequest): Promise<boolean> {
  try {
    return hasRole((await request.identifyAgain()).role, ['staff']);
  } catch (error) {
    return !(error instanceof Problem && error.status < 500);
  }
}
