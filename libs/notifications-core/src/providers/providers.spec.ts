import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  startFakeProvider,
  type Behaviour,
  type FakeProvider,
  type ScriptedAnswer,
} from '../../../../tests/support/fake-provider.js';
import { DeliveryFailure, InDoubt, Permanent } from '../domain/errors.js';
import type { EmailMessage, Message, Provider, SmsMessage } from './provider.js';
import { createSendGridProvider } from './sendgrid.js';
import { createTwilioProvider } from './twilio.js';

interface Tuning {
  readonly timeoutMs?: number;
  readonly concurrency?: number;
}

/** The parts of the contract that differ between providers. */
interface Setup<M extends Message> {
  create(baseUrl: string, tuning?: Tuning): Promise<Provider<M>>;
  readonly message: M;
  readonly path: string;
  readonly successStatus: number;
  /** No error may contain any of these. */
  readonly secrets: readonly string[];
  /** Answers of this provider and the expected failures: the name and, if permanent, the reason. */
  readonly verdicts: readonly (readonly [answer: ScriptedAnswer, expected: string])[];
}

/** What every provider that sends over HTTP must do. */
function describeProviderContract<M extends Message>(name: string, setup: Setup<M>): void {
  describe(name, () => {
    let fake: FakeProvider;
    let open: Provider<M>[];

    beforeEach(async () => {
      fake = await startFakeProvider();
      open = [];
    });
    afterEach(async () => {
      await Promise.all(open.map((provider) => provider.close()));
      await fake.close();
    });
    const create = async (baseUrl = fake.url, tuning?: Tuning): Promise<Provider<M>> => {
      const provider = await setup.create(baseUrl, tuning);
      open.push(provider);
      return provider;
    };
    /** Sends a message that must fail. No failure may contain a secret. */
    const failureOf = async (provider: Provider<M>, message = setup.message): Promise<DeliveryFailure> => {
      const error: unknown = await provider.send(message).then(
        () => new Error('was sent'),
        (reason: unknown) => reason,
      );
      const everything = inspect(error, { depth: Infinity, showHidden: true });
      for (const secret of setup.secrets) expect(everything).not.toContain(secret);
      if (!(error instanceof DeliveryFailure)) throw error;
      return error;
    };
    const said = (error: DeliveryFailure): string =>
      error instanceof Permanent ? `Permanent ${error.reason}` : error.name;
    const failureWhen = async (behaviour: Behaviour, tuning?: Tuning): Promise<DeliveryFailure> => {
      fake.script(behaviour);
      return failureOf(await create(fake.url, tuning));
    };

    it('sends the message and returns the id that the provider gave it', async () => {
      const result = await (await create()).send(setup.message);
      expect(fake.accepted).toMatchObject([
        { channel: setup.message.channel, notificationId: setup.message.notificationId, to: setup.message.to },
      ]);
      expect(fake.accepted[0]).toMatchObject({ text: setup.message.text });
      expect(result).toEqual({
        providerMessageId: fake.accepted[0]!.providerMessageId,
        status: setup.successStatus,
      });
    });

    it('sends under the path of the base URL', async () => {
      const error = await failureOf(await create(`${fake.url}/proxy`));
      expect([said(error), fake.requests]).toEqual(['ChannelDown', 0]);
    });

    it.each(setup.verdicts)('reads the answer %j as %s', async (answer, expected) => {
      const error = await failureWhen(answer);
      expect(said(error)).toBe(expected);
      expect(error.detail.status).toBe(answer.status);
      expect(fake.requests).toBe(1);
    });

    it('passes on the wait that the provider asked for', async () => {
      const seconds = await failureWhen({ status: 429, headers: { 'retry-after': '7' } });
      expect(seconds).toMatchObject({ name: 'SlowDown', retryAfterMs: 7000 });
      const date = new Date(Date.now() + 60_000).toUTCString();
      const until = Reflect.get(await failureWhen({ status: 503, headers: { 'retry-after': date } }), 'retryAfterMs');
      expect(until).toBeGreaterThan(50_000);
      expect(until).toBeLessThanOrEqual(60_000);
      const reset = { 'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 30) };
      const until30 = Reflect.get(await failureWhen({ status: 429, headers: reset }), 'retryAfterMs');
      expect(until30).toBeGreaterThan(20_000);
      expect(until30).toBeLessThanOrEqual(32_000);
      expect(await failureWhen({ status: 429, headers: { 'retry-after': 'soon' } })).toHaveProperty(
        'retryAfterMs',
        undefined,
      );
    });

    it.each([
      ['nobody listens', 'http://127.0.0.1:1'],
      ['the host has no address', 'http://provider.invalid'],
    ])('tries later when %s', async (_case, baseUrl) => {
      expect(said(await failureOf(await create(baseUrl)))).toBe('RetryLater');
    });

    it('tries later when TLS cannot be agreed on', async () => {
      const error = await failureOf(await create(fake.url.replace('http:', 'https:')));
      expect([said(error), fake.requests]).toEqual(['RetryLater', 0]);
    });

    it('tries later when a connection is not made in time', async () => {
      const away = await startUnreachable();
      try {
        const started = performance.now();
        const error = await failureOf(await create(away.url, { timeoutMs: 400 }));
        expect([said(error), error.detail.code]).toEqual(['RetryLater', expect.stringMatching(/TIMEOUT/)]);
        expect(performance.now() - started).toBeLessThan(1_500);
      } finally {
        await away.close();
      }
    });

    it('tries later when no connection was free before the deadline, and never sends afterwards', async () => {
      fake.script('accept then never answer');
      const provider = await create(fake.url, { timeoutMs: 300, concurrency: 1 });
      const failures = await Promise.all([1, 2, 3].map(() => failureOf(provider)));
      expect(failures.map(said).sort()).toEqual(['InDoubt', 'InDoubt', 'RetryLater']);
      fake.script('normal');
      await provider.send(setup.message);
      expect(fake.requests).toBe(3);
    });

    it.each<Behaviour>([
      'accept then never answer',
      'accept then drip a byte a second',
      'accept then truncate',
      'accept then reset',
      'reset before accepting',
    ])('is in doubt when the provider does this: %s', async (behaviour) => {
      const started = Date.now();
      expect(await failureWhen(behaviour, { timeoutMs: 300 })).toBeInstanceOf(InDoubt);
      expect(Date.now() - started).toBeLessThan(1500);
      expect(fake.requests).toBe(1);
    });

    it('is in doubt when the body of a success never ends', async () => {
      const error = await failureWhen({ status: setup.successStatus, body: ' '.repeat(300 * 1024) });
      expect(error).toMatchObject({ name: 'InDoubt', detail: { code: 'ANSWER_TOO_LONG' } });
    });

    it.each<ScriptedAnswer>([
      { status: 200, body: '<html>Welcome to the hotel WLAN</html>', headers: { 'content-type': 'text/html' } },
      { status: 303, headers: { location: '/elsewhere' } },
    ])('is in doubt about a success that is not from the provider: %j', async (answer) => {
      expect(await failureWhen(answer)).toBeInstanceOf(InDoubt);
    });

    it.each(['<html>Bad Gateway</html>', '', 'null', '5', '[]', '{"errors":5,"code":{}}', '{"errors":[null,"x",{}]}'])(
      'reads a refusal by its status when the body is %j',
      async (body) => {
        expect(said(await failureWhen({ status: 502, body }))).toBe('RetryLater');
        expect(said(await failureWhen({ status: 400, body }))).toBe('Permanent rejected');
      },
    );

    it('gives nothing to the target of a redirect', async () => {
      const elsewhere = await startFakeProvider();
      try {
        for (const status of [301, 302, 307, 308]) {
          const error = await failureWhen({ status, headers: { location: elsewhere.url + setup.path } });
          expect(said(error)).toBe('RetryLater');
        }
        expect(elsewhere.requests).toBe(0);
        expect(fake.requests).toBe(4);
      } finally {
        await elsewhere.close();
      }
    });

    it('puts nothing into an error that the provider repeated of the message', async () => {
      const body = {
        message: `no ${setup.message.to}`,
        code: 21211,
        errors: [{ field: setup.message.to, message: setup.message.text }],
      };
      await failureWhen({ status: 400, body });
    });

    const lookUp = { to: setup.message.to, from: new Date(Date.now() - 60_000), until: new Date(Date.now() + 60_000) };

    it('finds what it sent in the list of the provider, if that has one', async () => {
      const provider = await create();
      if (provider.lookUp === undefined) return;
      const { providerMessageId } = await provider.send(setup.message);
      expect(await provider.lookUp(lookUp)).toMatchObject([{ providerMessageId, text: setup.message.text }]);
      expect(await provider.lookUp({ ...lookUp, to: '+12025550187' })).toEqual([]);
      expect(await provider.lookUp({ ...lookUp, from: lookUp.until })).toEqual([]);
    });

    it.each<ScriptedAnswer>([
      { status: 500 },
      { status: 307, headers: { location: 'http://127.0.0.1:9/' } },
      { body: '<html>Canary' },
      { body: { messages: [{ to: 'Canary' }], next_page_uri: 'http://[' } },
      { delayMs: 1_000 },
    ])('fails without a doubt when the list of the provider cannot be read (%j)', async (answer) => {
      const provider = await create(fake.url, { timeoutMs: 200 });
      if (provider.lookUp === undefined) return;
      fake.scriptList(answer);
      const error: unknown = await provider.lookUp(lookUp).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(DeliveryFailure);
      const everything = inspect(error, { depth: Infinity, showHidden: true });
      for (const secret of setup.secrets) expect(everything).not.toContain(secret);
    });

    it('reuses its connections and closes them at the end', async () => {
      const provider = await create();
      for (let i = 0; i < 5; i++) await provider.send(setup.message);
      // The pool may open a second connection while it returns the first.
      expect(await fake.connections()).toBeLessThanOrEqual(2);
      await provider.close();
      while ((await fake.connections()) > 0) await new Promise(setImmediate);
      expect(said(await failureOf(provider))).toBe('RetryLater');
    });
  });
}

/** A host that accepts no connection: its program is stopped and its short backlog is full. */
async function startUnreachable(): Promise<{ url: string; close(): Promise<void> }> {
  const server = new Worker(
    `const { parentPort } = require('node:worker_threads');
     const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
       parentPort.postMessage(server.address().port);
       setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
     });`,
    { eval: true },
  );
  const [port] = (await once(server, 'message')) as [number];
  const waiting: Socket[] = [];
  /** Connects until a connection is not accepted any more. */
  for (let taken = true; taken;) {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    waiting.push(socket);
    const answers = once(socket, 'connect', { signal: AbortSignal.timeout(200) });
    taken = await answers.then(
      () => true,
      () => false,
    );
  }
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      for (const socket of waiting) socket.destroy();
      await server.terminate();
    },
  };
}

const retried = [408, 425, 500, 502, 503, 504, 520];
const byStatus = (statuses: readonly number[], expected: string) =>
  statuses.map((status) => [{ status }, expected] as const);
const refusedFields = (...fields: string[]): ScriptedAnswer => ({
  status: 400,
  body: { errors: fields.map((field) => ({ field, message: 'Does not contain a valid address.', help: null })) },
});
const twilioError = (status: number, code: number): ScriptedAnswer => ({
  status,
  body: { code, status, message: 'text of Twilio', more_info: 'https://www.twilio.com/docs/errors' },
});

const email: EmailMessage = {
  channel: 'email',
  unsubscribeUrl: null,
  notificationId: '0193f000-0000-7000-8000-000000000001',
  to: 'canary.reader@example.com',
  replyTo: 'canary.desk@example.com',
  subject: 'Canary subject',
  html: '<p>Canary body</p>',
  text: 'Canary body',
};
const sendGridKey = 'SG.canary-key';

describeProviderContract<EmailMessage>('SendGrid', {
  create: (baseUrl, { timeoutMs = 5000, concurrency = 32 } = {}) =>
    Promise.resolve(
      createSendGridProvider({
        SENDGRID_API_KEY: sendGridKey,
        SENDGRID_FROM_EMAIL: 'shop@example.com',
        SENDGRID_FROM_NAME: 'The Shop',
        SENDGRID_BASE_URL: baseUrl,
        SENDGRID_TRACKING: true,
        PROVIDER_TIMEOUT_MS: timeoutMs,
        WORKER_CONCURRENCY: concurrency,
      }),
    ),
  message: email,
  path: '/v3/mail/send',
  successStatus: 202,
  secrets: [sendGridKey, email.to, 'Canary', 'shop@example.com'],
  verdicts: [
    ...byStatus(retried, 'RetryLater'),
    [{ status: 429 }, 'SlowDown'],
    ...byStatus([401, 403, 404, 405], 'ChannelDown'),
    ...byStatus([400, 409, 413, 415, 422], 'Permanent rejected'),
    [refusedFields('subject'), 'Permanent rejected'],
    [refusedFields('from.email'), 'Permanent rejected'],
    [refusedFields('personalizations.0.to.0.email'), 'Permanent invalid_recipient'],
    [refusedFields('personalizations[0].to[0].email'), 'Permanent invalid_recipient'],
  ],
});

const sms: SmsMessage = {
  channel: 'sms',
  notificationId: '0193f000-0000-7000-8000-000000000002',
  to: '+12025550123',
  text: 'Canary body & more = “50%”',
  validitySeconds: 3600,
};
const twilioSettings = {
  TWILIO_ACCOUNT_SID: 'ACcanary',
  TWILIO_AUTH_TOKEN: 'canary-token',
  TWILIO_PHONE_NUMBER: '+12025550100',
  TWILIO_MESSAGING_SERVICE_SID: undefined,
  PUBLIC_BASE_URL: 'https://notify.example.com',
  PROVIDER_TIMEOUT_MS: 5000,
  WORKER_CONCURRENCY: 32,
};

describeProviderContract<SmsMessage>('Twilio', {
  create: (baseUrl, { timeoutMs = 5000, concurrency = 32 } = {}) =>
    createTwilioProvider({
      ...twilioSettings,
      TWILIO_BASE_URL: baseUrl,
      PROVIDER_TIMEOUT_MS: timeoutMs,
      WORKER_CONCURRENCY: concurrency,
    }),
  message: sms,
  path: '/2010-04-01/Accounts/ACcanary/Messages.json',
  successStatus: 201,
  secrets: ['canary-token', sms.to, 'Canary', '+12025550100', Buffer.from('ACcanary:canary-token').toString('base64')],
  verdicts: [
    ...byStatus(retried, 'RetryLater'),
    [{ status: 429 }, 'SlowDown'],
    ...byStatus([401, 403, 404, 405], 'ChannelDown'),
    ...byStatus([400, 409, 413, 415, 422], 'Permanent rejected'),
    ...[30001, 30003, 30008].map((code) => [twilioError(400, code), 'RetryLater'] as const),
    ...[20003, 20005, 30002].map((code) => [twilioError(400, code), 'ChannelDown'] as const),
    ...[21211, 21214, 21217, 21265, 21268, 21614, 21635].map(
      (code) => [twilioError(400, code), 'Permanent invalid_recipient'] as const,
    ),
    ...[21212, 21408, 21606, 21617, 30004, 30005, 30006, 30007, 63038].map(
      (code) => [twilioError(400, code), 'Permanent rejected'] as const,
    ),
    [twilioError(400, 21610), 'Permanent suppressed'],
    [twilioError(429, 20429), 'SlowDown'],
    [twilioError(400, 20429), 'SlowDown'],
    [twilioError(500, 99999), 'RetryLater'],
    [twilioError(403, 21408), 'Permanent rejected'],
  ],
});
