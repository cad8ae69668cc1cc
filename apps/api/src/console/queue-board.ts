import { createBullBoard } from '@bull-board/api';
import { BullAdapter } from '@bull-board/api/bullAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { openQueuesToShow, shownOfJob, type Config } from '@booking/notifications-core';
import type { Identify } from '../auth/caller.js';
import { hasRole } from '../auth/auth.js';
import { pathBefore } from '../auth/public-address.js';
import { Problem, toProblem } from '../http/problem-details.js';
import { sendProblem } from '../http/problem.filter.js';

const PATH = '/console/board';

/** It has styles in its page, and is shown in a frame of the console. Its fonts of another host are not loaded. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "object-src 'none'",
  "base-uri 'self'",
  "frame-ancestors 'self'",
].join('; ');

interface BoardParts {
  readonly config: Pick<Config, 'REDIS_URL' | 'PUBLIC_BASE_URL'>;
  readonly identify: Identify;
}

/**
 * Shows admins the jobs in Redis, by bull-board. Nothing can be changed there: a job that is run once more, or removed,
 * says nothing of what Postgres decides. Without Redis there is no board.
 */
export function registerQueueBoard(server: FastifyInstance, { config, identify }: BoardParts): void {
  if (config.REDIS_URL === undefined) return;
  const shown = openQueuesToShow(config.REDIS_URL);
  const board = new FastifyAdapter().setBasePath(pathBefore(config) + PATH);
  createBullBoard({
    queues: shown.queues.map((queue) => {
      const adapter = new BullAdapter(queue, { readOnlyMode: true });
      adapter.setFormatter('data', shownOfJob);
      return adapter;
    }),
    serverAdapter: board,
    options: { uiConfig: { boardTitle: 'Queues', hideDocsLink: true, hideRedisDetails: true, showWorkers: false } },
  });
  // Its own answer would repeat what Redis said.
  board.setErrorHandler(() => ({ status: 500, body: { error: 'Redis does not answer: try again.' } }));

  // A scope of its own: its files are not those of the console.
  void server.register(async (scope) => {
    scope.addHook('onRequest', async (request, reply) => {
      const refused = await refusalFor(request, identify);
      if (refused !== null) return refuse(request, reply, refused);
      reply.header('content-security-policy', CONTENT_SECURITY_POLICY);
      return undefined;
    });
    await scope.register(board.registerPlugin(), { prefix: PATH });
  });
  server.addHook('onClose', () => shown.close());
}

/** Why this request is not answered. `null`: an admin looks. */
async function refusalFor(request: FastifyRequest, identify: Identify): Promise<Problem | null> {
  try {
    const { role } = await identify(request);
    if (!hasRole(role, ['admin'])) return new Problem('forbidden', 'The queues need the role admin.');
    if (!['GET', 'HEAD'].includes(request.method))
      return new Problem('method_not_allowed', 'The queues are only shown: this address takes GET.', {
        headers: { allow: 'GET, HEAD' },
      });
    return null;
  } catch (error) {
    const problem = toProblem(error);
    if (problem === null) throw error;
    return problem;
  }
}

function refuse(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  sendProblem(reply, problem, request.id);
  return reply;
}
