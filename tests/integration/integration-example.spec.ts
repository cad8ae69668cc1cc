import { beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { repositoryRoot } from '@booking/local-stack';
import { testToken } from '../support/processes.js';
import { booking, SERVICE, type BookingAnswer } from '../support/api.js';
import { useApi } from '../support/use-api.js';

type Tell = (event: unknown, to: { url: string; token: string; tries?: number }) => Promise<BookingAnswer>;

const api = useApi();
let tell: Tell;
let token: string;

beforeAll(async () => {
  token = await testToken(SERVICE);
  const example = pathToFileURL(join(repositoryRoot, 'docs', 'examples', 'tell-notifications.mjs')).href;
  tell = ((await import(example)) as { tellNotifications: Tell }).tellNotifications;
});

describe('the client that the documentation offers for copying', () => {
  it('posts an event, and again without doubling anything', async () => {
    const event = booking('ines');
    const first = await tell(event, { url: api.url, token });
    const second = await tell(event, { url: api.url, token });
    expect(first).toMatchObject({ event_id: event.id, duplicate: false });
    expect(second).toMatchObject({ duplicate: true, notifications: first.notifications });
  });

  it('names the fields of an event that is refused, and does not try it again', async () => {
    const event = booking('ines', { starts_at: 'tomorrow' });
    await expect(tell(event, { url: api.url, token })).rejects.toThrow(/422.*data\.appointment\.starts_at/);
  });

  it('tries again while the service is away', async () => {
    let asked = 0;
    const flaky: Server = createServer((_request, response) => {
      asked += 1;
      if (asked < 3) response.writeHead(503, { 'retry-after': '0' }).end();
      else response.writeHead(202, { 'content-type': 'application/json' }).end('{"duplicate":true}');
    });
    await new Promise<void>((resolve) => flaky.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = flaky.address() as AddressInfo;
      await expect(tell(booking('ines'), { url: `http://127.0.0.1:${port}`, token })).resolves.toMatchObject({
        duplicate: true,
      });
      expect(asked).toBe(3);
    } finally {
      await new Promise((resolve) => flaky.close(resolve));
    }
  });
});
