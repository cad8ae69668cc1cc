import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig, type Channel } from '@booking/notifications-core';
import { jwtVerify } from 'jose';
import { sendThroughApi, type Addresses } from './sends.js';

/** A fake API over real HTTP. It answers by method and path, and records the requests. */
interface Asked {
  readonly method: string;
  readonly path: string;
  readonly to: string | null;
  readonly token: string;
}

type Answer = (request: Asked) => { readonly status: number; readonly body: unknown } | 'none';

let api: Server;
let port: number;
let asked: Asked[];
let answer: Answer;
let dataDir: string;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'sends-spec-'));
  asked = [];
  api = createServer((request, response) => serve(request, response)).listen(0, '127.0.0.1');
  await once(api, 'listening');
  ({ port } = api.address() as AddressInfo);
});
afterEach(async () => {
  await closed();
  rmSync(dataDir, { recursive: true, force: true });
});

async function closed(): Promise<void> {
  if (!api.listening) return;
  const gone = once(api, 'close');
  api.close();
  api.closeAllConnections();
  await gone;
}

function serve({ method = '', url = '', headers }: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const token = headers.authorization?.replace(/^Bearer /, '') ?? '';
  const request = { method, path: pathname, to: searchParams.get('to'), token };
  asked.push(request);
  const given = answer(request);
  if (given === 'none') return;
  response.writeHead(given.status, { 'content-type': 'application/json' }).end(JSON.stringify(given.body));
}

const JWT = { JWT_SECRET: 'a secret of the tests, long enough', JWT_ISSUER: 'issuer', JWT_AUDIENCE: 'audience' };
const LIVE = {
  SENDGRID_API_KEY: 'SG.test',
  SENDGRID_FROM_EMAIL: 'shop@example.com',
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'token',
  TWILIO_PHONE_NUMBER: '+12025550199',
};

function send(
  channel: Channel,
  over: Readonly<Record<string, string>> = {},
  addresses: Addresses = {},
): ReturnType<typeof sendThroughApi> {
  const environment = {
    NODE_ENV: 'test',
    NOTIFICATIONS_DATA_DIR: dataDir,
    HOST: '127.0.0.1',
    API_PORT: String(port),
    ...JWT,
    ...over,
  };
  return sendThroughApi(channel, environment, readConfig(environment), addresses);
}

const refusing =
  (status: number, detail: string): Answer =>
  () => ({ status, body: { title: 'Refused', status, detail } });

/** A sandbox with the messages that were sent to it and one other message. */
function sandbox(capture = true): Answer {
  const messages = [{ id: 'of-somebody-else' }];
  return ({ method, path }) => {
    if (method === 'POST') {
      if (capture) messages.push({ id: path });
      return { status: 200, body: { processing_result: { processed: 1, successful: 1, failed: 0 } } };
    }
    const body = method === 'GET' ? [...messages] : null;
    if (method === 'DELETE') messages.length = 0;
    return { status: 200, body };
  };
}

const taken = (successful: number, reason?: string): Answer => {
  return () => ({ status: 200, body: { processing_result: { successful }, ...(reason && { reason }) } });
};

describe('a send into the sandbox', () => {
  it.each([
    ['email', /^test-[0-9a-f]{8}@example\.com$/],
    ['sms', /^\+12025550198$/],
  ] as const)('passes when the API has captured the message, which is removed again: %s', async (channel, to) => {
    answer = sandbox();
    expect(await send(channel)).toEqual({ result: 'passed', detail: 'sent by the API, captured in the sandbox' });
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /api/v2/sandbox/messages',
      `POST /api/v2/notifications/test-${channel}`,
      'GET /api/v2/sandbox/messages',
      'DELETE /api/v2/sandbox/messages',
    ]);
    const [read, , again, removed] = asked.map((request) => request.to);
    expect(read).toMatch(to);
    expect([again, removed]).toEqual([read, read]);
  });

  it('is made with a token of an administrator that carries the address', async () => {
    answer = sandbox();
    await send('email');
    const key = new TextEncoder().encode(JWT.JWT_SECRET);
    const { payload } = await jwtVerify(asked[1]!.token, key, { issuer: JWT.JWT_ISSUER, audience: JWT.JWT_AUDIENCE });
    expect(payload).toMatchObject({ sub: 'command-line', role: 'admin', email: asked[0]!.to });
    expect(payload.exp! - payload.iat!).toBe(300);
  });

  it('fails when the sandbox does not show it', async () => {
    answer = sandbox(false);
    expect(await send('email')).toEqual({
      result: 'failed',
      detail: 'sent, but not in the sandbox: has the API the settings of this folder?',
    });
  });

  it('fails with the reason of the API when it was not captured', async () => {
    const captured = sandbox();
    answer = (request) => (request.method === 'POST' ? taken(0, 'template_missing')(request) : captured(request));
    expect(await send('sms')).toEqual({
      result: 'failed',
      detail: 'not captured (template_missing): npm run notify -- logs api',
    });
  });

  it('passes even if removing the message afterwards is refused', async () => {
    const captured = sandbox();
    answer = (request) => (request.method === 'DELETE' ? refusing(503, 'no')(request) : captured(request));
    expect(await send('email')).toMatchObject({ result: 'passed' });
  });
});

describe('a send through a live provider', () => {
  it.each([
    ['email', { email: 'me@example.com' }],
    ['sms', { phone: '+12025550123' }],
  ] as const)('passes when the provider took it, and looks into no sandbox: %s', async (channel, addresses) => {
    answer = taken(1);
    expect(await send(channel, LIVE, addresses)).toEqual({ result: 'passed', detail: 'the provider took it' });
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `POST /api/v2/notifications/test-${channel}`,
    ]);
  });

  it('goes to the given address', async () => {
    answer = taken(1);
    await send('sms', LIVE, { phone: '+12025550123' });
    const { payload } = await jwtVerify(asked[0]!.token, new TextEncoder().encode(JWT.JWT_SECRET));
    expect(payload).toMatchObject({ sub: 'command-line', role: 'admin', phone_number: '+12025550123' });
  });

  it('fails with the reason when the provider did not take it', async () => {
    answer = taken(0, 'provider_auth');
    expect(await send('email', LIVE, { email: 'me@example.com' })).toEqual({
      result: 'failed',
      detail: 'nothing was sent (provider_auth): npm run notify -- send-test says more',
    });
  });

  it.each([
    ['email', '--email ADDRESS'],
    ['sms', '--phone NUMBER'],
  ] as const)('is skipped without an address, and asks the API nothing: %s', async (channel, option) => {
    expect(await send(channel, LIVE)).toEqual({
      result: 'skipped',
      detail: `the channel is live: test --send ${option}`,
    });
    expect(asked).toEqual([]);
  });
});

describe('a send that the API refuses', () => {
  it.each([
    [401, 'The token is not valid.', ' JWT_SECRET, JWT_ISSUER and JWT_AUDIENCE must be those of the API.'],
    [404, 'There is no sandbox.', ' The API has other settings than this folder.'],
    [429, 'Too many requests.', ' Wait a minute.'],
    [503, 'Postgres does not answer.', ' npm run notify -- status'],
    [500, 'Something went wrong.', ''],
  ])('fails with the status, the words of the API and what to do: %d', async (status, detail, advice) => {
    answer = refusing(status, detail);
    expect(await send('email')).toEqual({ result: 'failed', detail: `The API says ${status}: ${detail}${advice}` });
    expect(asked).toHaveLength(1);
  });

  it('fails with a readable reason even if the API gives none', async () => {
    answer = () => ({ status: 502, body: 'Bad Gateway' });
    expect(await send('sms')).toEqual({ result: 'failed', detail: 'The API says 502: it does not say why' });
  });
});

describe('a send without an answer', () => {
  it('fails when the API is late', async () => {
    answer = () => 'none';
    expect(await send('email')).toEqual({
      result: 'failed',
      detail: `The API at http://localhost:${port}: it does not answer. npm run notify -- status`,
    });
  });

  it('fails when nobody listens at the address of the API', async () => {
    await closed();
    expect(await send('email')).toEqual({
      result: 'failed',
      detail: `The API at http://localhost:${port}: nobody listens there (ECONNREFUSED). npm run notify -- status`,
    });
  });

  it('fails when no API runs here', async () => {
    expect(await send('email', { API_PORT: '0' })).toEqual({
      result: 'failed',
      detail: 'No API runs here: npm run notify -- start',
    });
  });
});

describe('a send that cannot be tried', () => {
  it('is skipped when the channel has no provider', async () => {
    expect(await send('email', { NODE_ENV: 'production' })).toEqual({
      result: 'skipped',
      detail: 'the channel has no provider: its messages wait',
    });
  });

  it('is skipped when an identity provider issues the tokens', async () => {
    expect(await send('sms', { JWT_SECRET: '', JWT_JWKS_URL: 'https://id.example.com/keys' })).toEqual({
      result: 'skipped',
      detail: 'tokens come from your identity provider (JWT_JWKS_URL)',
    });
    expect(asked).toEqual([]);
  });
});
