import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { fastify, type FastifyInstance, type FastifyRequest } from 'fastify';
import fastifyHelmet from '@fastify/helmet';
import type { Config, Logger } from '@booking/notifications-core';
import type { Identify } from './auth/caller.js';
import { registerBodyParsing } from './http/body-parsing.js';
import { registerExactMediaTypes } from './http/media-type.js';
import { registerSingleHeaders } from './http/single-headers.js';
import { registerRequestMetrics } from './http/metrics.js';
import { problemBody, refusal, toProblem } from './http/problem-details.js';
import { PROBLEM_CONTENT_TYPE, sendProblem } from './http/problem.filter.js';
import type { RateLimits } from './auth/rate-limit.js';
import { registerRequestLog, requestId } from './http/request-log.js';
import { BODY_LIMIT } from './http/route-config.js';

/** A request that takes longer to arrive only holds a socket. */
const REQUEST_TIMEOUT_MS = 30_000;

/** Creates Fastify, below Nest: everything that happens to a request before our handlers, and refusals of the rest. */
export async function createServer(
  config: Config,
  parts: { readonly identify: Identify; readonly rateLimits: RateLimits; readonly log: Logger },
): Promise<FastifyInstance> {
  const server = fastify({
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // We refuse such requests ourselves, in the form of all refusals.
    http: { requireHostHeader: false },
    trustProxy: trustedHops(config.TRUST_PROXY_HOPS),
    genReqId: requestId,
    requestIdHeader: false,
    // During a stop, requests on open connections are still answered.
    return503OnClosing: false,
    // An id of 200 characters, each of three bytes, each byte written as three characters.
    routerOptions: { maxParamLength: 1_800 },
    frameworkErrors: (error, request, reply) => {
      sendProblem(reply, toProblem(error) ?? refusal(400), request.id);
    },
    clientErrorHandler: (error, socket) => refuseUnreadable(error.code, socket),
  });
  registerRequestLog(server, parts.log);
  registerRequestMetrics(server);
  await server.register(fastifyHelmet, {
    // As strict as the pages of /docs allow. Everything else is JSON.
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
  registerSingleHeaders(server);
  registerCaller(server, parts.identify, parts.rateLimits);
  registerExactMediaTypes(server);
  registerBodyParsing(server);
  registerFarewell(server);
  registerNoStore(server);
  return server;
}

/** Answers hold people's addresses, so no cache may keep them. What never changes holds none. */
function registerNoStore(server: FastifyInstance): void {
  server.addHook('onSend', (request, reply, payload, done) => {
    const { url } = request;
    if (request.routeOptions.config.isImmutable === true && reply.statusCode < 400)
      reply.header('cache-control', 'public, max-age=31536000, immutable');
    else if (url.startsWith('/api/') || (url.startsWith('/console/') && !reply.hasHeader('cache-control')))
      reply.header('cache-control', 'no-store');
    done(null, payload);
  });
}

/**
 * Closes connections after their last request during a stop. Otherwise they would stay open, idle, and keep the process
 * alive.
 */
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

/** Authenticates and counts the caller before the body is read, so that a stranger cannot make us parse 5 MB. */
function registerCaller(server: FastifyInstance, identify: Identify, rateLimits: RateLimits): void {
  server.decorateRequest('caller', null);
  server.decorateRequest('identifyAgain', function (this: FastifyRequest) {
    return identify(this);
  });
  server.addHook('onRequest', async (request) => {
    if (request.is404 || request.routeOptions.config.needsToken !== true) return;
    request.caller = await identify(request);
    await rateLimits.countRequest(request.caller);
  });
}

/** Answers input that Node's parser could not read as HTTP. There is no request yet, only a socket. */
function refuseUnreadable(code: string, socket: Socket): void {
  if (!socket.writable || code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const status = code === 'HPE_HEADER_OVERFLOW' ? 431 : code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const body = JSON.stringify(problemBody(refusal(status)));
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Type: ${PROBLEM_CONTENT_TYPE}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/**
 * Trusts exactly the number of proxies that the operator gave. That is only safe if the port cannot be reached past
 * them, which is the operator's responsibility. For that reason Fastify itself refuses bare numbers.
 */
function trustedHops(hops: number): false | ((address: string, hop: number) => boolean) {
  return hops > 0 && ((_address, hop) => hop < hops);
}
