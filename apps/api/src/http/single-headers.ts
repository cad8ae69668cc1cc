import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from './problem-details.js';

/** Of two of these, a proxy in front of us may have read the other one. Node itself silently takes the first. */
const SINGLE: ReadonlySet<string> = new Set(['host', 'authorization', 'content-type', 'content-encoding']);

/** Refuses requests that name one of these headers twice, and HTTP/1.1 without a host (RFC 9112, 3.2). */
export function registerSingleHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const twice = namedTwice(request);
    if (twice !== null) done(new Problem('unreadable', `The request has the header ${twice} twice.`));
    else if (request.headers.host === undefined && request.raw.httpVersion !== '1.0')
      done(new Problem('unreadable', 'The request has no Host header.'));
    else done();
  });
}

function namedTwice({ raw: { rawHeaders } }: FastifyRequest): string | null {
  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? '';
    if (!SINGLE.has(name)) continue;
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return null;
}
