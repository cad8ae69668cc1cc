import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createLogger, readConfig } from '@booking/notifications-core';
import type { FastifyInstance } from 'fastify';
import type { RateLimits } from './auth/rate-limit.js';
import { refusal, toProblem } from './http/problem-details.js';
import { sendProblem } from './http/problem.filter.js';
import { createServer } from './server.js';

let server: FastifyInstance | undefined;
afterEach(() => server?.close());

/** A server with two routes: one says who calls from where, one gives its body back. */
async function listen(environment: Record<string, string> = {}): Promise<number> {
  const config = readConfig(environment);
  server = await createServer(config, {
    identify: () => Promise.reject(new Error('no route needs a token')),
    rateLimits: {} as RateLimits,
    log: createLogger(config, 'api', { quiet: true }),
  });
  server.setErrorHandler((error, request, reply) => {
    sendProblem(reply, toProblem(error) ?? refusal(400), request.id);
  });
  server.get('/address', (request) => ({ ip: request.ip }));
  server.post('/body', (request) => ({ body: request.body }));
  await server.listen({ port: 0, host: '127.0.0.1' });
  return (server.server.address() as { port: number }).port;
}

/** Sends bytes as they are, and gives everything that comes back until the server closes. */
async function exchange(port: number, request: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('latin1').on('data', (text: string) => (answer += text));
  socket.on('error', () => undefined);
  socket.end(request, 'latin1');
  await once(socket, 'close');
  return answer;
}

const statusesIn = (answer: string): number[] =>
  [...answer.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status));

describe('the address of a caller', () => {
  const addressBehind = async (hops: string, forwarded: string): Promise<unknown> => {
    const port = await listen({ TRUST_PROXY_HOPS: hops });
    const answer = await fetch(`http://127.0.0.1:${port}/address`, { headers: { 'x-forwarded-for': forwarded } });
    return ((await answer.json()) as { ip: unknown }).ip;
  };

  it.each([
    ['0', '203.0.113.9', '127.0.0.1'],
    ['1', '203.0.113.9', '203.0.113.9'],
    ['1', '10.0.0.1, 203.0.113.9', '203.0.113.9'],
    ['2', '10.0.0.1, 203.0.113.9, 192.0.2.7', '203.0.113.9'],
    ['2', '203.0.113.9', '203.0.113.9'],
  ])('behind %s proxies that said "%s" is %s, whatever the caller invented before', async (hops, said, address) => {
    expect(await addressBehind(hops, said)).toBe(address);
  });
});

describe('a request that could be read in two ways', () => {
  const body = (headers: string, text = '{"a":1}'): string =>
    `POST /body HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${headers}\r\n\r\n${text}`;

  it.each([
    ['two different lengths', body('Content-Length: 7\r\nContent-Length: 3')],
    ['a length and chunks', body('Content-Length: 7\r\nTransfer-Encoding: chunked', '0\r\n\r\n')],
    ['chunks that are not the last encoding', body('Transfer-Encoding: chunked, identity')],
    ['an encoding that nobody knows', body('Transfer-Encoding: xchunked')],
    ['a length that is no number', body('Content-Length: 7x')],
    ['a negative length', body('Content-Length: -1')],
    ['a space before the colon', body('Content-Length : 7')],
    ['a header that goes on in the next line', body('X-A: b\r\n Content-Length: 7')],
    ['a NUL in a header', body('X-A: b\0c\r\nContent-Length: 7')],
    ['a bare line feed', body('X-A: b\nContent-Length: 7')],
    ['no host', 'GET /address HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['two hosts', 'GET /address HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n'],
    [
      'two tokens',
      body('Authorization: Bearer a\r\nauthorization: Bearer b\r\nConnection: close\r\nContent-Length: 7'),
    ],
    ['two media types', body('content-type: text/plain\r\nConnection: close\r\nContent-Length: 7')],
    ['another protocol', 'GET /address HTTP/3.0\r\nHost: x\r\n\r\n'],
    ['no HTTP at all', '\x16\x03\x01\x02\x00\x01'],
  ])('with %s is refused, and nothing behind it is taken for a second one', async (_, request) => {
    const answer = await exchange(await listen(), `${request}GET /address HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(statusesIn(answer)).toEqual([400]);
    expect(answer).toContain('application/problem+json');
  });

  it('as little as one that expects something that nobody offers', async () => {
    const port = await listen();
    const answer = await exchange(port, body('Content-Length: 7\r\nExpect: the-unexpected\r\nConnection: close'));
    expect(statusesIn(answer)).toEqual([417]);
  });

  it('is none if it asks whether it may go on: it may', async () => {
    const port = await listen();
    const answer = await exchange(port, body('Content-Length: 7\r\nExpect: 100-continue\r\nConnection: close'));
    expect(statusesIn(answer)).toEqual([100, 200]);
  });
});
