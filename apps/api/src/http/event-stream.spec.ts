import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { fastify, type FastifyInstance } from 'fastify';
import { openEventStream } from './event-stream.js';

let server: FastifyInstance | undefined;
afterEach(() => server?.close());

it('a stream ends for who left before it began', async () => {
  server = fastify();
  const ended = new Promise<void>((resolve) => {
    server?.get('/', async (_request, reply) => {
      await once(reply.raw, 'close');
      openEventStream(reply, resolve);
      return reply;
    });
  });
  await server.listen({ port: 0, host: '127.0.0.1' });
  const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n', () => socket.destroy());
  await expect(ended).resolves.toBeUndefined();
});
