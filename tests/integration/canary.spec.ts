import { generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { appointment, event } from '../support/bookings.js';
import { canaryOf, contentOfRedis, findCanaries, type Place } from '../support/canaries.js';
import { twilioSignature } from '../support/hostile-webhooks.js';
import { requestsAbout } from '../support/requests-about.js';
import { startOwnRedis, type OwnRedis } from '../support/own-redis.js';
import { testToken, TEST_TOKENS } from '../support/processes.js';
import { useWorld } from '../support/use-world.js';
import { PROVIDER_KEYS, until } from '../support/world.js';

const PERSON = {
  name: 'Zephyrcanary Quill',
  email: 'quillcanary77@canaryhost.example',
  phone: '+12025550177',
  address: 'Canarystreet 77',
  note: 'a note of a canarybird 77',
};
const KEYS = {
  ...PROVIDER_KEYS,
  SENDGRID_API_KEY: 'SG.canarykey77.sendgrid',
  TWILIO_AUTH_TOKEN: 'canarytoken77twilio',
};
const sendgrid = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const PUBLIC_URL = 'https://notify.example.com';

let redis: OwnRedis;
const world = useWorld(async () => {
  redis = await startOwnRedis({ durable: true });
  return {
    redisUrl: redis.url,
    environment: {
      ...KEYS,
      LOG_LEVEL: 'debug',
      SENDGRID_WEBHOOK_PUBLIC_KEY: sendgrid.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
      NOTIFICATION_RETRY_DELAY_SECONDS: '1',
      IN_DOUBT_WAIT_SECONDS: '0',
    },
  };
});
afterAll(() => redis.close());

/** Problem answers, each of which could repeat what was asked. */
const refusals: Place[] = [];
const roles: string[] = [];
beforeAll(async () => {
  for (const role of ['admin', 'service', 'user'] as const)
    roles.push(
      await testToken({ sub: `${role}-1`, role, email: PERSON.email, phone_number: PERSON.phone, name: PERSON.name }),
    );
});

async function ask(
  method: string,
  path: string,
  init: { headers?: Record<string, string>; body?: string } = {},
  token = roles[0],
): Promise<number> {
  const { body, headers } = init;
  const answer = await fetch(world.apis[0]!.url + path, {
    method,
    headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
    ...(body === undefined || method === 'GET' ? {} : { body }),
  }).catch(() => null);
  if (answer === null) return 0;
  const text = await answer.text();
  if (answer.status >= 400)
    refusals.push({
      where: `${method} ${path.split('?')[0]} ${answer.status}`,
      text: `${text} ${JSON.stringify([...answer.headers])}`,
    });
  return answer.status;
}

/** Every call of the API, good and bad in every way, with people's data at every place. */
async function askEverything(): Promise<void> {
  for (const { method, path, ...init } of requestsAbout(PERSON)) await ask(method, path, init);
  for (const token of [...roles.slice(1), `${roles[0]!}x`, PERSON.note])
    for (const { method, path, ...init } of requestsAbout({ note: PERSON.note })) await ask(method, path, init, token);
}

function booking(over: Record<string, unknown> = {}) {
  return event(
    'booking.created',
    appointment({
      client: { id: 'quill', name: PERSON.name, email: PERSON.email, phone: PERSON.phone },
      barber_name: PERSON.name,
      notes: PERSON.note,
      business: { name: 'Shop', address: PERSON.address },
      ...over,
    }),
  );
}

/** Providers that repeat the message in their errors, in every way that they can fail. */
async function sendInEveryWay(): Promise<void> {
  const told = {
    message: `${PERSON.phone} ${PERSON.email} ${PERSON.name}`,
    code: 21_999,
    errors: [{ message: PERSON.email }],
  };
  const ways = [
    { status: 400, body: told },
    { status: 500, body: `<html>${PERSON.email} ${PERSON.phone}</html>` },
    { status: 200, body: PERSON.note },
    { status: 307, headers: { location: `https://${PERSON.email}/` } },
    { status: 429, body: told, headers: { 'retry-after': '1' } },
    'accept then reset',
    'accept then truncate',
    'reset before accepting',
    'normal',
  ] as const;
  for (const way of ways) {
    world.answer(PERSON.email, way, 'normal');
    world.answer(PERSON.phone, way, 'normal');
    await world.tell(booking());
  }
  await world.settled(
    (
      await world.sql.query<{ id: string }>(`SELECT id FROM notification WHERE user_id = 'quill' AND due_at < now()`)
    ).rows.map(({ id }) => id),
    60_000,
  );
}

/** Receipts and answers that name people, signed and not. */
async function callBack(): Promise<void> {
  const events = ['delivered', 'bounce', 'spamreport', PERSON.note].map((kind) => ({
    event: kind,
    email: PERSON.email,
    reason: `${PERSON.email} ${PERSON.note}`,
    timestamp: 1,
    sg_event_id: PERSON.note + kind,
    url: `https://example.com/${PERSON.name}`,
  }));
  const timestamp = String(Math.floor(Date.now() / 1_000));
  for (const body of [JSON.stringify(events), `[{"email": "${PERSON.email}`]) {
    const signature = sign('sha256', Buffer.from(timestamp + body), sendgrid.privateKey).toString('base64');
    for (const signed of [signature, PERSON.note])
      await ask('POST', '/api/v2/webhooks/sendgrid', {
        headers: {
          'content-type': 'application/json',
          'x-twilio-email-event-webhook-signature': signed,
          'x-twilio-email-event-webhook-timestamp': timestamp,
        },
        body,
      });
  }
  for (const path of ['/api/v2/webhooks/twilio/status', '/api/v2/webhooks/twilio/inbound']) {
    const fields: [string, string][] = [
      ['From', PERSON.phone],
      ['To', PERSON.phone],
      ['Body', PERSON.note],
      ['MessageSid', `SM${'7'.repeat(32)}`],
      ['MessageStatus', PERSON.note],
    ];
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    for (const signature of [twilioSignature(KEYS.TWILIO_AUTH_TOKEN, PUBLIC_URL + path, fields), 'wrong'])
      await ask('POST', path, {
        headers: { ...form, 'x-twilio-signature': signature },
        body: new URLSearchParams(fields).toString(),
      });
  }
}

it('what is personal or secret stands in no log, in nothing that Redis ever held, in no metric and in no refusal', async () => {
  await world.tell(booking());
  await askEverything();
  await sendInEveryWay();
  await callBack();
  // Parts that crash in the middle of a message.
  const during = Array.from({ length: 10 }, () => world.post(booking()).catch(() => null));
  await world.sql
    .query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    )
    .catch(() => undefined);
  await redis.kill();
  await Promise.all([...during, world.post(booking()).catch(() => null), callBack()]);
  const whileAway = redis.written();
  await redis.start();
  await until(
    'it is ready again',
    async () => ask('GET', '/health/ready'),
    (status) => status === 200,
    30_000,
  );

  const client = new Redis(redis.url);
  const [metricsOfApi, metricsOfWorker, held] = await Promise.all([
    fetch(`${world.apis[0]!.url}/metrics`).then((answer) => answer.text()),
    fetch(`${world.workers[0]!.url}/metrics`).then((answer) => answer.text()),
    contentOfRedis(client),
  ]);
  client.disconnect();
  const places: Place[] = [
    ...world.apis.map((api) => ({ where: 'log of the API', text: api.logs() })),
    ...world.workers.map((worker) => ({ where: 'log of the worker', text: worker.logs() })),
    { where: 'metrics of the API', text: metricsOfApi },
    { where: 'metrics of the worker', text: metricsOfWorker },
    { where: 'what Redis holds', text: held },
    { where: 'what Redis wrote', text: whileAway + redis.written() },
    ...refusals,
  ];
  const secrets = {
    ...PERSON,
    sendgrid: KEYS.SENDGRID_API_KEY,
    twilio: KEYS.TWILIO_AUTH_TOKEN,
    jwt: TEST_TOKENS.secret,
  };
  const canaries = [
    ...Object.entries(secrets).map(([kind, text]) => canaryOf(kind, text)),
    { kind: 'a token', pattern: /eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/g },
    { kind: 'the password of a server', pattern: /(postgres(ql)?|rediss?):\/\/[^\s@/]*:[^\s@/]+@/g },
  ];
  expect(findCanaries(places, canaries)).toEqual([]);
  // It looked where something could have been.
  const { rows } = await world.sql.query<{ outcome: string }>('SELECT DISTINCT outcome FROM delivery_attempt');
  expect(rows.map(({ outcome }) => outcome)).toEqual(expect.arrayContaining(['sent', 'retry', 'failed', 'in_doubt']));
  expect(refusals.length).toBeGreaterThan(300);
  expect(places.filter(({ where }) => where.startsWith('log')).every(({ text }) => text.length > 10_000)).toBe(true);
  expect(
    findCanaries([{ where: 'a message', text: JSON.stringify(world.provider.accepted) }], canaries).length,
  ).toBeGreaterThan(2);
}, 240_000);
