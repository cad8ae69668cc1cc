import { afterEach, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { ADMIN, ANN, NOTIFICATIONS, refused, STAFF, type Person } from '../support/api.js';
import { signedIn } from '../support/console.js';
import { until } from '../support/core.js';
import { testRedisUrl } from '../support/database.js';
import { startApi, TEST_TOKENS, testToken } from '../support/processes.js';
import { useApi } from '../support/use-api.js';

const PATH = '/api/v2/stream';
const api = useApi({ RATE_LIMIT_PER_MINUTE: '10000' });

interface Event {
  readonly type: string;
  readonly id?: string;
}

interface Reader {
  readonly status: number;
  readonly headers: Headers;
  /** Everything that came, as it came. */
  readonly text: () => string;
  readonly events: () => Event[];
  /** Resolves when the server has ended it. */
  readonly ended: Promise<void>;
  readonly leave: () => void;
}

const open: Reader[] = [];
afterEach(() => open.splice(0).forEach((reader) => reader.leave()));

/** @param who a person, a token, or `null`: `headers` say who. */
async function listen(
  who: Person | string | null,
  headers: Record<string, string> = {},
  url = api.url,
): Promise<Reader> {
  const leaving = new AbortController();
  const token = who === null || typeof who === 'string' ? who : await testToken(who);
  const response = await fetch(url + PATH, {
    headers: { ...(token !== null && { authorization: `Bearer ${token}` }), ...headers },
    signal: leaving.signal,
  });
  let text = '';
  const ended = (async () => {
    try {
      for await (const part of response.body!.pipeThrough(new TextDecoderStream())) text += part;
    } catch {
      // We left.
    }
  })();
  const reader: Reader = {
    status: response.status,
    headers: response.headers,
    text: () => text,
    events: () => [...text.matchAll(/^data: (.*)$/gm)].map(([, json]) => JSON.parse(json!) as Event),
    ended,
    leave: () => leaving.abort(),
  };
  open.push(reader);
  return reader;
}

/** Waits for an event; what happened before the stream began to look is not told, so `change` happens until it is. */
async function told(reader: Reader, event: Event, change: () => Promise<unknown>): Promise<void> {
  await until(
    async () => {
      await change();
      return reader.events();
    },
    (events) => events.some(({ type, id }) => type === event.type && id === event.id),
  );
}

const suppression = (n: number): Promise<unknown> =>
  api.sql.query(
    `INSERT INTO suppression (id, channel, address, cause) VALUES (gen_random_uuid(), 'email', $1, 'manual')`,
    [`someone-${n}-${Date.now()}@example.com`],
  );
/** A stream looks. */
const ready = async (reader: Reader): Promise<void> => {
  let n = 0;
  await told(reader, { type: 'suppression' }, () => suppression(n++));
};

describe('the stream of changes', () => {
  it('is a stream of events that no cache and no proxy holds back', async () => {
    const { status, headers, text } = await listen(STAFF);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-accel-buffering')).toBe('no');
    await until(text, (found) => found === 'retry: 3000\nid: 0\n\n');
  });

  it('tells of a booking, its messages and what was captured, by ids alone', async () => {
    const reader = await listen(STAFF);
    await ready(reader);
    const { body } = await api.book('ann');
    const [first] = body.notifications;
    await api.call(ADMIN, 'POST', `${NOTIFICATIONS}/process-queue`);
    const { rows } = await api.sql.query<{ id: string; appointment_id: string }>(
      'SELECT m.id, n.appointment_id FROM sandbox_message m JOIN notification n ON n.id = m.notification_id WHERE n.id = $1',
      [first!.id],
    );
    const events = await until(reader.events, (found) => found.some(({ id }) => id === rows[0]!.id));
    expect(events).toContainEqual({ type: 'message', id: rows[0]!.id });
    expect(events).toContainEqual({ type: 'notification', id: first!.id });
    expect(events).toContainEqual({ type: 'appointment', id: rows[0]!.appointment_id });
    expect(reader.text()).not.toMatch(/@example|202555|Client/);
  });

  it('tells what another process changed, and ends at its own stop, which does not wait for it', async () => {
    const other = await startApi({ DATABASE_URL: api.databaseUrl, REDIS_URL: testRedisUrl() });
    const [reader, readerOfOther] = [await listen(STAFF), await listen(STAFF, {}, other.url)];
    await ready(reader);
    const { body } = await api.book('ben');
    const { id } = body.notifications[0]!;
    await until(reader.events, (events) => events.some((event) => event.id === id));
    const before = reader.events().length;
    const cancelled = await fetch(`${other.url}${NOTIFICATIONS}/history/${id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${await testToken(ADMIN)}` },
    });
    expect(cancelled.status).toBe(200);
    await until(reader.events, (events) => events.slice(before).some((event) => event.id === id));

    expect(readerOfOther.status).toBe(200);
    const started = performance.now();
    expect(await other.stop()).toBe(0);
    await readerOfOther.ended;
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('tells of a template that was edited', async () => {
    const reader = await listen(ADMIN);
    let n = 0;
    await told(reader, { type: 'template', id: 'note/sms' }, () =>
      api.call(ADMIN, 'PUT', `${NOTIFICATIONS}/templates/note/sms`, { body: { body: `Version ${n++}` } }),
    );
  });

  it('says that there is more, when more changed than it tells one by one', async () => {
    const reader = await listen(STAFF);
    await ready(reader);
    await api.sql.query(
      `INSERT INTO notification (id, user_id, notification_type, template_name, lane, recipient, locale, context, dedupe_key, scheduled_for, due_at)
       SELECT ('ffffffff-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'many', 'email', 't', 'bulk', 'a@example.com', 'en', '{}',
         'many|' || n, now() + interval '1 day', now() + interval '1 day' FROM generate_series(1, 500) AS n`,
    );
    const events = await until(reader.events, (found) => found.some(({ type }) => type === 'more'));
    expect(events.filter(({ type }) => type === 'notification').length).toBeLessThanOrEqual(100);
  });

  it('begins with more for a page that was interrupted', async () => {
    const reader = await listen(STAFF, { 'last-event-id': '0' });
    const events = await until(reader.events, (found) => found.length > 0);
    expect(events[0]).toEqual({ type: 'more' });
  });

  it('is refused to a person who has too many pages open, until one is closed', async () => {
    const many: Person = { sub: 'many', role: 'staff' };
    const readers = [];
    for (let n = 0; n < 10; n++) readers.push(await listen(many));
    const one = await api.call(many, 'GET', PATH);
    expect(one).toMatchObject(refused(429));
    expect(one.headers.get('retry-after')).toMatch(/^\d+$/);
    expect((await listen(STAFF)).status).toBe(200);
    readers[0]!.leave();
    await until(
      async () => (await listen(many)).status,
      (status) => status === 200,
    );
  });

  it('is not for clients, and not for strangers', async () => {
    expect(await api.call(ANN, 'GET', PATH)).toMatchObject(refused(403));
    expect(await api.call(null, 'GET', PATH)).toMatchObject(refused(401));
  });

  it('ends when its token does', async () => {
    const token = await new SignJWT({ sub: 'sue', role: 'staff' })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(TEST_TOKENS.issuer)
      .setAudience(TEST_TOKENS.audience)
      // Clocks may differ by ten seconds, so it holds a few more.
      .setExpirationTime(new Date(Date.now() - 6_000))
      .sign(new TextEncoder().encode(TEST_TOKENS.secret));
    const short = await listen(token);
    const long = await listen(STAFF);
    expect(short.status).toBe(200);
    await short.ended;
    await ready(long);
  }, 60_000);

  it('ends when its session does', async () => {
    const [sue, adam] = [await signedIn(api, 'staff', 'sue'), await signedIn(api, 'admin', 'adam')];
    const [hers, his] = [await listen(null, sue), await listen(null, adam)];
    expect([hers.status, his.status]).toEqual([200, 200]);
    expect((await api.call(null, 'DELETE', '/console/session', { headers: sue })).status).toBe(204);
    await hers.ended;
    await ready(his);
  }, 60_000);
});
