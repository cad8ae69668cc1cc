import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { fastify, type FastifyInstance } from 'fastify';
import fastifyHelmet from '@fastify/helmet';
import type { Config, Logger } from '@booking/notifications-core';
import type { Authenticate } from './auth/auth.js';
import { registerBodyParsing } from './http/body-parsing.js';
import { registerRequestMetrics } from './http/metrics.js';
import { Problem, problemBody, toProblem } from './http/problem-details.js';
import { PROBLEM_CONTENT_TYPE, sendProblem } from './http/problem.filter.js';
import type { RateLimits } from './auth/rate-limit.js';
import { registerRequestLog, requestId } from './http/request-log.js';
import { BODY_LIMIT } from './http/route-config.js';

/** A request that takes longer than this to arrive is a trickle that only holds a socket. */
const REQUEST_TIMEOUT_MS = 30_000;

/** Fastify below Nest: what happens to a request before any handler of ours sees it, and how the rest is refused. */
export async function createServer(
  config: Config,
  parts: { readonly authenticate: Authenticate; readonly rateLimits: RateLimits; readonly log: Logger },
): Promise<FastifyInstance> {
  const server = fastify({
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    trustProxy: trustedHops(config.TRUST_PROXY_HOPS),
    genReqId: requestId,
    requestIdHeader: false,
    // A request on a connection that was open already is still answered while we stop.
    return503OnClosing: false,
    // An id of 200 characters, each of three bytes that are written with three characters.
    routerOptions: { maxParamLength: 1_800 },
    frameworkErrors: (error, request, reply) => {
      sendProblem(reply, toProblem(error) ?? new Problem(400, 'The request cannot be read.'), request.id);
    },
    clientErrorHandler: (error, socket) => refuseUnreadable(error.code, socket),
  });
  registerRequestLog(server, parts.log);
  registerRequestMetrics(server);
  await server.register(fastifyHelmet, {
    // As strict as the pages of /docs allow; everything else is JSON.
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
  });
  registerCaller(server, parts.authenticate, parts.rateLimits);
  registerBodyParsing(server);
  registerFarewell(server);
  registerNoStore(server);
  return server;
}

/** Answers hold people's addresses: no cache on the way may keep them. */
function registerNoStore(server: FastifyInstance): void {
  server.addHook('onSend', (request, reply, payload, done) => {
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
    done(null, payload);
  });
}

/** A connection whose request was in flight when we stop would stay open, idle, and hold the process up. */
function registerFarewell(server: FastifyInstance): void {
  let stopping = false;
  server.addHook('preClose', (done) => {
    stopping = true;
    done();
  });
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (stopping) reply.header('connection', 'close');
    done(null, payload);
  });
}

/** Who calls is settled, and counted, before the body: a stranger cannot make us read and parse 5 MB. */
function registerCaller(server: FastifyInstance, authenticate: Authenticate, rateLimits: RateLimits): void {
  server.decorateRequest('caller', null);
  server.addHook('onRequest', async (request) => {
    if (request.is404 || request.routeOptions.config.needsToken !== true) return;
    request.caller = await authenticate(request.headers.authorization);
    await rateLimits.countRequest(request.caller);
  });
}

/** What Node's parser could not even read as HTTP: there is no request yet, only a socket. */
function refuseUnreadable(code: string, socket: Socket): void {
  if (!socket.writable || code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const status = code === 'HPE_HEADER_OVERFLOW' ? 431 : code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const body = JSON.stringify(
    problemBody(toProblem({ statusCode: status }) ?? new Problem(status, 'The request cannot be read.')),
  );
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Type: ${PROBLEM_CONTENT_TYPE}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/**
 * Exactly as many proxies as the operator says stand in front, and not one more. It holds only where the port
 * cannot be reached past them, which is theirs to see to: Fastify itself refuses bare numbers for that reason.
 */
function trustedHops(hops: number): false | ((address: string, hop: number) => boolean) {
  return hops > 0 && ((_address, hop) => hop < hops);
}
