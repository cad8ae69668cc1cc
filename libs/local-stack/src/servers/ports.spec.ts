import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { assertPortFree, freePort } from './ports.js';

let neighbour: Server;
let taken: number;
beforeEach(async () => {
  neighbour = createServer().listen(0, '127.0.0.1');
  await once(neighbour, 'listening');
  ({ port: taken } = neighbour.address() as AddressInfo);
});
afterEach(() => void neighbour.close());

describe('a port', () => {
  it('that is in use is an error in one line, with what to do', async () => {
    await expect(assertPortFree('API_PORT', taken, '127.0.0.1')).rejects.toThrow(
      new RegExp(
        `^Port ${taken} \\(API_PORT\\) is in use, .*: stop that one, or choose another port, such as API_PORT=`,
      ),
    );
  });

  it('that is free can still be used after the check, and 0 always passes', async () => {
    const port = await freePort();
    await assertPortFree('WORKER_PORT', port, '127.0.0.1');
    await assertPortFree('WORKER_PORT', 0, '127.0.0.1');
    const own = createServer().listen(port, '127.0.0.1');
    await once(own, 'listening');
    own.close();
  });

  it.each(['192.0.2.1', 'no-such-host.invalid'])(
    'of a host that is not this machine is an error that names HOST: %s',
    async (host) => {
      await expect(assertPortFree('API_PORT', await freePort(), host)).rejects.toThrow('HOST is not an address');
    },
  );
});
