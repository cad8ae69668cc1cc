import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { errorFields, type Logger } from '@booking/notifications-core';

/** Errors of a worker's few HTTP calls, as problem details (RFC 9457). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const status = error instanceof HttpException ? error.getStatus() : 500;
    if (status === 500) this.log.error('request failed', errorFields(error));
    const answer = error instanceof HttpException ? error.getResponse() : {};
    void host
      .switchToHttp()
      .getResponse<FastifyReply>()
      .status(status)
      .type('application/problem+json')
      .send({
        type: 'about:blank',
        title: TITLES.get(status) ?? 'Internal Server Error',
        status,
        ...(status === 503 && typeof answer === 'object' ? answer : {}),
      });
  }
}

const TITLES: ReadonlyMap<number, string> = new Map([
  [404, 'Not Found'],
  [503, 'Service Unavailable'],
]);
