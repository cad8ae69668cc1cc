import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Logger } from '@booking/notifications-core';
import { routeOf } from './route-config.js';

/** Slower requests are logged. */
const SLOW_MS = 1_000;

/** The caller's request id if it is harmless in a log line, else a new one. */
export function requestId({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:-]{1,100}$/.test(given) ? given : randomUUID();
}

/**
 * Returns the request id to the caller, and logs what an operator must see. Never a path, a query string or a body:
 * they may be personal.
 */
export function registerRequestLog(fastify: FastifyInstance, log: Logger): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const isSlow = reply.elapsedTime > SLOW_MS && request.routeOptions.config.streams !== true;
    const level = reply.statusCode >= 500 ? 'warn' : isSlow ? 'info' : 'debug';
    log[level]('request', {
      request_id: request.id,
      method: request.method,
      route: routeOf(request),
      status: reply.statusCode,
      duration_ms: Math.round(reply.elapsedTime),
    });
    done();
  });
}
