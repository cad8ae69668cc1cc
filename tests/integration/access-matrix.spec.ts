import { beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import {
  ADMIN,
  booking,
  NOTIFICATIONS,
  SERVICE,
  STAFF,
  type ApiUnderTest,
  type Person,
  type Sent,
} from '../support/api.js';
import { signedIn } from '../support/console.js';
import { useApi } from '../support/use-api.js';
import { pictureForm } from '../support/picture.js';
import { TEST_TOKENS } from '../support/processes.js';

/** Who asks. `owner` is the client whose things are asked for, `stranger` another client. */
const CALLERS = [
  'nobody',
  'forger',
  'stranger',
  'owner',
  'staff',
  'admin',
  'service',
  'staff in the console',
  'admin in the console',
] as const;
type CallerName = (typeof CALLERS)[number];

const withAddresses = (person: Person): Person => ({
  ...person,
  email: `${person.sub}@example.com`,
  phone_number: '+12025550123',
});
/** Who calls with a token of their own. */
type TokenCaller = Exclude<CallerName, 'nobody' | 'forger' | 'staff in the console' | 'admin in the console'>;

const PEOPLE: Readonly<Record<TokenCaller, Person>> = {
  stranger: withAddresses({ sub: 'sid' }),
  owner: withAddresses({ sub: 'olga' }),
  staff: withAddresses(STAFF),
  admin: withAddresses(ADMIN),
  service: withAddresses(SERVICE),
};

/** What each of them is answered. */
type Expected = Readonly<Record<TokenCaller, number>>;
const everybody = (status: number): Expected => ({
  stranger: status,
  owner: status,
  staff: status,
  admin: status,
  service: status,
});
const users = (status: number): Expected => ({ ...everybody(status), service: 403 });
const staffOnly = (status: number): Expected => ({ ...everybody(403), staff: status, admin: status });
const adminOnly = (status: number): Expected => ({ ...everybody(403), admin: status });
const platform = (status: number): Expected => ({ ...everybody(403), admin: status, service: status });
const senders = (status: number): Expected => ({ ...platform(status), staff: status });
/** Another's thing is as if it were not there. */
const ownerOrStaff = (status: number): Expected => ({ ...users(status), stranger: 404 });
const ownOrStaff = (status: number): Expected => ({ ...users(status), stranger: 403 });

interface Call {
  readonly path: string;
  readonly body?: unknown;
  /** Instead of `body`. */
  readonly sent?: Sent;
}

interface Line {
  /** As in the OpenAPI document. */
  readonly operation: `${'GET' | 'PUT' | 'POST' | 'DELETE'} ${string}`;
  readonly variant?: string;
  readonly expected: Expected;
  /** Makes what the call is about; every case gets its own. */
  readonly call: (api: ApiUnderTest) => Call | Promise<Call>;
}

const CONTEXT = { service_name: 'Haircut', appointment_date: 'May 1, 2030', appointment_time: '2 PM' };

const at =
  (path: string, body?: unknown): Line['call'] =>
  () => ({ path, body });

/** A pending notification of the owner. */
async function pendingOf(api: ApiUnderTest): Promise<string> {
  const { body } = await api.book('olga');
  return body.notifications.find(({ notification_type }) => notification_type === 'email')!.id;
}

async function appointmentOf(api: ApiUnderTest): Promise<string> {
  const id = `apt-${randomUUID()}`;
  await api.book('olga', { id });
  return id;
}

async function failedOf(api: ApiUnderTest): Promise<string> {
  const id = await pendingOf(api);
  await api.sql.query(
    `UPDATE notification SET state = 'failed', reason = 'retries_exhausted', ended_at = now() WHERE id = $1`,
    [id],
  );
  return id;
}

async function batchOf(api: ApiUnderTest, who: Person): Promise<string> {
  const { body } = await api.call<{ batch_id: string }>(who, 'POST', `${NOTIFICATIONS}/bulk`, {
    body: { user_ids: ['olga'], template_name: 'appointment_confirmation', context: CONTEXT },
  });
  return body.batch_id;
}

const LINES: readonly Line[] = [
  { operation: 'GET /api/v2/analytics', expected: staffOnly(200), call: () => ({ path: '/api/v2/analytics' }) },
  { operation: 'GET /api/v2/status', expected: staffOnly(200), call: () => ({ path: '/api/v2/status' }) },
  { operation: 'GET /api/v2/stream', expected: staffOnly(200), call: () => ({ path: '/api/v2/stream' }) },

  { operation: 'POST /api/v2/booking-events', expected: platform(202), call: () => event() },

  { operation: 'GET /api/v2/notifications/preferences', expected: users(200), call: at('/preferences') },
  { operation: 'PUT /api/v2/notifications/preferences', expected: users(200), call: at('/preferences', {}) },

  { operation: 'GET /api/v2/notifications/templates', expected: everybody(200), call: at('/templates') },
  {
    operation: 'GET /api/v2/notifications/templates/{name}/{type}',
    expected: staffOnly(200),
    call: at('/templates/appointment_confirmation/email'),
  },
  {
    operation: 'PUT /api/v2/notifications/templates/{name}/{type}',
    expected: adminOnly(201),
    call: () => ({
      path: `/templates/note_${randomUUID().replaceAll('-', '')}/sms`,
      body: { body: 'Hi {{client_name}}' },
    }),
  },
  {
    operation: 'GET /api/v2/notifications/templates/{name}/{type}/versions',
    expected: staffOnly(200),
    call: at('/templates/appointment_confirmation/email/versions'),
  },
  {
    operation: 'POST /api/v2/notifications/templates/{name}/{type}/versions/{version}/restore',
    expected: adminOnly(200),
    call: at('/templates/appointment_confirmation/email/versions/1/restore'),
  },
  {
    operation: 'GET /api/v2/notifications/templates/variables',
    expected: staffOnly(200),
    call: at('/templates/variables'),
  },
  {
    operation: 'POST /api/v2/notifications/templates/preview',
    expected: staffOnly(200),
    call: at('/templates/preview', { template_name: 'appointment_confirmation', template_type: 'sms' }),
  },

  {
    operation: 'POST /api/v2/notifications',
    expected: senders(202),
    call: at('', { user_id: 'olga', template_name: 'appointment_confirmation', context: CONTEXT }),
  },
  {
    operation: 'POST /api/v2/notifications/bulk',
    expected: senders(202),
    call: at('/bulk', { user_ids: ['olga'], template_name: 'appointment_confirmation', context: CONTEXT }),
  },
  {
    operation: 'GET /api/v2/notifications/bulk/{batch_id}',
    variant: 'of the service',
    expected: senders(200),
    call: async (api) => ({ path: `/bulk/${await batchOf(api, PEOPLE.service)}` }),
  },
  {
    operation: 'GET /api/v2/notifications/bulk/{batch_id}',
    variant: 'of the staff',
    expected: senders(200),
    call: async (api) => ({ path: `/bulk/${await batchOf(api, PEOPLE.staff)}` }),
  },
  {
    operation: 'GET /api/v2/notifications/bulk/{batch_id}',
    variant: 'that does not exist',
    expected: senders(404),
    call: () => ({ path: `/bulk/${randomUUID()}` }),
  },

  { operation: 'GET /api/v2/notifications/history', expected: users(200), call: at('/history') },
  {
    operation: 'GET /api/v2/notifications/history',
    variant: 'of the owner',
    expected: ownOrStaff(200),
    call: at('/history?user_id=olga'),
  },
  {
    operation: 'GET /api/v2/notifications/history',
    variant: 'of everybody',
    expected: staffOnly(200),
    call: at('/history?user_id=*'),
  },
  {
    operation: 'GET /api/v2/notifications/history/{id}',
    expected: ownerOrStaff(200),
    call: async (api) => ({ path: `/history/${await pendingOf(api)}` }),
  },
  {
    operation: 'GET /api/v2/notifications/history/{id}',
    variant: 'that does not exist',
    expected: users(404),
    call: () => ({ path: `/history/${randomUUID()}` }),
  },
  {
    operation: 'DELETE /api/v2/notifications/history/{id}',
    expected: ownerOrStaff(200),
    call: async (api) => ({ path: `/history/${await pendingOf(api)}` }),
  },
  {
    operation: 'DELETE /api/v2/notifications/history/{id}',
    variant: 'that has ended',
    expected: users(404),
    call: async (api) => ({ path: `/history/${await failedOf(api)}` }),
  },
  {
    operation: 'POST /api/v2/notifications/history/{id}/resend',
    expected: staffOnly(202),
    call: async (api) => ({ path: `/history/${await failedOf(api)}/resend` }),
  },
  {
    operation: 'POST /api/v2/notifications/history/{id}/resend',
    variant: 'that is pending',
    expected: staffOnly(409),
    call: async (api) => ({ path: `/history/${await pendingOf(api)}/resend` }),
  },
  {
    operation: 'POST /api/v2/notifications/history/redrive',
    expected: adminOnly(200),
    call: at('/history/redrive', { since: '2026-01-01T00:00:00Z', limit: 1 }),
  },
  { operation: 'GET /api/v2/notifications/stats', expected: users(200), call: at('/stats') },

  { operation: 'POST /api/v2/notifications/test-email', expected: users(200), call: at('/test-email') },
  { operation: 'POST /api/v2/notifications/test-sms', expected: users(200), call: at('/test-sms') },
  { operation: 'POST /api/v2/notifications/process-queue', expected: adminOnly(200), call: at('/process-queue') },

  {
    operation: 'PUT /api/v2/recipients/{id}',
    expected: platform(201),
    call: () => ({ path: `/api/v2/recipients/r-${randomUUID()}`, body: { name: 'Rae' } }),
  },
  { operation: 'GET /api/v2/recipients', expected: senders(200), call: at('/api/v2/recipients?q=rae') },
  { operation: 'GET /api/v2/recipients/{id}', expected: senders(200), call: (api) => recipient(api) },
  {
    operation: 'GET /api/v2/recipients/{id}/preferences',
    expected: staffOnly(200),
    call: async (api) => ({ path: `${(await recipient(api)).path}/preferences` }),
  },
  {
    operation: 'PUT /api/v2/recipients/{id}/preferences',
    expected: staffOnly(200),
    call: async (api) => ({ path: `${(await recipient(api)).path}/preferences`, body: { sms_enabled: false } }),
  },
  { operation: 'DELETE /api/v2/recipients/{id}', expected: platform(204), call: (api) => recipient(api) },

  { operation: 'GET /api/v2/appointments', expected: senders(200), call: at('/api/v2/appointments') },
  {
    operation: 'GET /api/v2/appointments/{id}',
    expected: senders(200),
    call: async (api) => ({ path: `/api/v2/appointments/${await appointmentOf(api)}` }),
  },
  {
    operation: 'GET /api/v2/appointments/{id}',
    variant: 'that does not exist',
    expected: senders(404),
    call: at('/api/v2/appointments/nothing'),
  },

  { operation: 'GET /api/v2/assets', expected: staffOnly(200), call: at('/api/v2/assets') },
  {
    operation: 'POST /api/v2/assets',
    expected: adminOnly(201),
    call: () => ({ path: '/api/v2/assets', sent: pictureForm() }),
  },
  { operation: 'GET /api/v2/suppressions', expected: staffOnly(200), call: at('/api/v2/suppressions') },
  {
    operation: 'POST /api/v2/suppressions',
    expected: adminOnly(201),
    call: () => ({
      path: '/api/v2/suppressions',
      body: { channel: 'email', address: `${randomUUID()}@example.com` },
    }),
  },
  {
    operation: 'DELETE /api/v2/suppressions/{channel}/{address}',
    expected: adminOnly(404),
    call: at('/api/v2/suppressions/email/nobody@example.com'),
  },

  { operation: 'GET /api/v2/sandbox/messages', expected: staffOnly(200), call: at('/api/v2/sandbox/messages') },
  { operation: 'DELETE /api/v2/sandbox/messages', expected: staffOnly(200), call: at('/api/v2/sandbox/messages') },
];

/** Open to all. 200 unless it says otherwise: a link that nobody made is not found by anybody. */
const PUBLIC: readonly {
  readonly operation: string;
  readonly path?: string;
  readonly body?: unknown;
  readonly status?: number;
}[] = [
  { operation: 'GET /' },
  { operation: 'GET /health/live' },
  { operation: 'GET /health/ready' },
  { operation: 'GET /metrics' },
  { operation: 'GET /problems' },
  { operation: 'GET /problems/{code}', path: '/problems/forbidden' },
  { operation: 'GET /api/v2/unsubscribe/{token}', path: '/api/v2/unsubscribe/unknown', status: 404 },
  { operation: 'POST /api/v2/unsubscribe/{token}', path: '/api/v2/unsubscribe/unknown', status: 400 },
  { operation: 'GET /api/v2/assets/{name}', path: '/api/v2/assets/unknown.png', status: 404 },
  { operation: 'GET /api/v2/preferences/{token}', path: '/api/v2/preferences/unknown', status: 404 },
  { operation: 'POST /api/v2/preferences/{token}', path: '/api/v2/preferences/unknown', status: 400 },
  // A signature counts here, and no token.
  { operation: 'POST /api/v2/webhooks/sendgrid', body: [], status: 403 },
  { operation: 'POST /api/v2/webhooks/twilio/status', status: 400 },
  { operation: 'POST /api/v2/webhooks/twilio/inbound', status: 400 },
];

function event(): Call {
  return { path: '/api/v2/booking-events', body: booking('olga') };
}

async function recipient(api: ApiUnderTest): Promise<Call> {
  const path = `/api/v2/recipients/r-${randomUUID()}`;
  await api.call(PEOPLE.service, 'PUT', path, { body: { name: 'Rae', email: 'rae@example.com' } });
  return { path };
}

/** Right in every way but the signature. */
function forgedToken(): Promise<string> {
  return new SignJWT({ role: 'admin' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('adam')
    .setIssuer(TEST_TOKENS.issuer)
    .setAudience(TEST_TOKENS.audience)
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode('another secret that is just as long as ours is'));
}

const api = useApi({ TEST_SEND_LIMIT_PER_MINUTE: '1000', RATE_LIMIT_PER_MINUTE: '100000' });
let consoles: Readonly<Record<'staff in the console' | 'admin in the console', Record<string, string>>>;
beforeAll(async () => {
  await api.book('olga');
  const addresses = { email: 'console@example.com', phone: '+12025550123' };
  consoles = {
    'staff in the console': await signedIn(api, 'staff', 'sue-2', addresses),
    'admin in the console': await signedIn(api, 'admin', 'adam-2', addresses),
  };
});

async function ask(who: CallerName, method: string, { path, body, sent: other }: Call): Promise<number> {
  const address = /^\/($|api\/|health\/|metrics$|problems)/.test(path) ? path : NOTIFICATIONS + path;
  const sent: Sent = other ?? (body === undefined ? {} : { body });
  if (who === 'forger')
    return (
      await api.call(null, method, address, {
        ...sent,
        headers: { ...sent.headers, authorization: `Bearer ${await forgedToken()}` },
      })
    ).status;
  if (who === 'staff in the console' || who === 'admin in the console')
    return (await api.call(null, method, address, { ...sent, headers: { ...sent.headers, ...consoles[who] } })).status;
  return (await api.call(who === 'nobody' ? null : PEOPLE[who], method, address, sent)).status;
}

describe.each(LINES.map((line) => [[line.operation, line.variant].filter(Boolean).join(', '), line] as const))(
  '%s',
  (_, { operation, call, expected }) => {
    const statusFor: Readonly<Record<CallerName, number>> = {
      ...{ nobody: 401, forger: 401, ...expected },
      // A session is as good as a token.
      'staff in the console': expected.staff,
      'admin in the console': expected.admin,
    };
    it.each(CALLERS.map((who) => [who, statusFor[who]] as const))('%s: %i', async (who, status) => {
      expect(await ask(who, operation.split(' ')[0]!, await call(api))).toBe(status);
    });
  },
);

describe.each(PUBLIC)('$operation', ({ operation, path, body, status }) => {
  it.each(CALLERS.map((who) => [who, status ?? 200] as const))('%s: %i', async (who, expected) => {
    const [method = '', pattern = ''] = operation.split(' ');
    expect(await ask(who, method, { path: path ?? pattern, body })).toBe(expected);
  });
});

it('leaves out no operation', async () => {
  const { body } = await api.call<{ paths: Record<string, Record<string, unknown>> }>(null, 'GET', '/openapi.json');
  const offered = Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter((method) => ['get', 'put', 'post', 'delete', 'patch'].includes(method))
      .map((method) => `${method.toUpperCase()} ${path}`),
  );
  const tried: readonly string[] = [...LINES, ...PUBLIC].map(({ operation }) => operation);
  expect(offered.filter((operation) => !tried.includes(operation))).toEqual([]);
  expect(tried.filter((operation) => !offered.includes(operation))).toEqual([]);
});

describe('what is whose', () => {
  it('a stranger changes and sees only what is their own', async () => {
    const booked = await api.book('olga');
    const { id } = booked.body.notifications[0]!;
    await api.call(PEOPLE.stranger, 'PUT', `${NOTIFICATIONS}/preferences`, { body: { sms_enabled: false } });
    const owners = await api.call<{ sms_enabled: boolean }>(PEOPLE.owner, 'GET', `${NOTIFICATIONS}/preferences`);
    expect(owners.body.sms_enabled).toBe(true);

    await api.call(PEOPLE.stranger, 'DELETE', `${NOTIFICATIONS}/history/${id}`);
    expect((await api.call(PEOPLE.owner, 'GET', `${NOTIFICATIONS}/history/${id}`)).body.status).toBe('pending');

    const seen = await api.call<{ user_id: string }[]>(PEOPLE.stranger, 'GET', `${NOTIFICATIONS}/history?limit=200`);
    expect(new Set(seen.body.map(({ user_id }) => user_id))).toEqual(new Set(['sid']));
  });

  it('statistics are one’s own for a user, and everybody’s for staff', async () => {
    type Stats = { user_specific?: boolean; email: Record<string, number> };
    const stats = async (who: Person): Promise<Stats> =>
      (await api.call<Stats>(who, 'GET', `${NOTIFICATIONS}/stats`)).body;
    const count = async (where: string): Promise<number> =>
      (
        await api.sql.query<{ n: number }>(
          `SELECT count(*)::int AS n FROM notification WHERE notification_type = 'email' AND state = 'pending' AND ${where}`,
        )
      ).rows[0]!.n;
    const [own, all] = [await stats(PEOPLE.owner), await stats(PEOPLE.staff)];
    expect(own).toMatchObject({ user_specific: true, email: { pending: await count(`user_id = 'olga'`) } });
    expect(all).toMatchObject({ email: { pending: await count('true') } });
    expect(all.user_specific).toBeUndefined();
  });

  it('a test send goes to the caller whatever the body says', async () => {
    const { status } = await api.call(PEOPLE.stranger, 'POST', `${NOTIFICATIONS}/test-email`, {
      body: { to: 'olga@example.com' },
    });
    expect(status).toBe(422);
  });
});
