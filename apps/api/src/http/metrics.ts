import { collectDefaultMetrics, Histogram, register } from 'prom-client';
import type { FastifyInstance } from 'fastify';
import { routeOf } from './route-config.js';

const requestDuration = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Time from the first byte of a request to the end of its answer.',
  labelNames: ['method', 'route', 'status'] as const,
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
});

collectDefaultMetrics();

/** Measures requests. Labels are route patterns, never paths, because a path can hold a person's id. */
export function registerRequestMetrics(fastify: FastifyInstance): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const { streams } = request.routeOptions.config;
    if (streams !== true)
      requestDuration.observe(
        { method: request.method, route: routeOf(request), status: reply.statusCode },
        reply.elapsedTime / 1000,
      );
    done();
  });
}

export const METRICS_CONTENT_TYPE = register.contentType;

/** All metrics of this process, in Prometheus' text format. */
export function readMetrics(): Promise<string> {
  return register.metrics();
}
