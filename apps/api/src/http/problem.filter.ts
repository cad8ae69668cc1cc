import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorFields, type Logger } from '@booking/notifications-core';
import { Problem, problemBody, toProblem } from './problem-details.js';
import type { RouteTable } from './route-table.js';
import { routeOf } from './route-config.js';

export const PROBLEM_CONTENT_TYPE = 'application/problem+json; charset=utf-8';

/** The only place where an error becomes an answer, whether a handler, a hook, Nest or Fastify threw it. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly log: Logger,
    private readonly routes: RouteTable,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    sendProblem(reply, this.describe(error, request), request.id);
  }

  private describe(error: unknown, request: FastifyRequest): Problem {
    const known = toProblem(error);
    if (known === null) {
      // Logs the stack, and the id for which the caller can ask. The message may quote the request, so it is not
      // logged.
      this.log.error('unexpected error', {
        request_id: request.id,
        method: request.method,
        route: routeOf(request),
        ...errorFields(error),
      });
      return new Problem('unexpected', 'Something went wrong on our side. Tell the operator the id in `instance`.');
    }
    if (known.status === 404 && request.is404) {
      const allowed = this.routes.methodsAt(request.url);
      if (allowed.length > 0)
        return new Problem('method_not_allowed', `This address takes ${allowed.join(', ')}.`, {
          headers: { allow: allowed.join(', ') },
        });
    }
    return known;
  }
}

export function sendProblem(reply: FastifyReply, problem: Problem, requestId: string): void {
  const instance = problem.status >= 500 ? `urn:request:${requestId}` : undefined;
  void reply
    .status(problem.status)
    .headers(problem.headers)
    .header('content-type', PROBLEM_CONTENT_TYPE)
    .send(JSON.stringify(problemBody(problem, instance)));
}
