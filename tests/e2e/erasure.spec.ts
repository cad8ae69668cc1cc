import { describe, expect, it } from '@jest/globals';
import { QUEUE_PREFIX } from '@booking/notifications-core';
import { Redis } from 'ioredis';
import { appointment, client, event } from '../support/bookings.js';
import { useWorld } from '../support/use-world.js';
import { until } from '../support/world.js';

const world = useWorld({
  workers: 2,
  environment: { NOTIFICATION_RETRY_DELAY_SECONDS: '1', IN_DOUBT_WAIT_SECONDS: '600' },
});

const ZOFIA = client({
  id: 'person-17',
  name: "Zdzisława Kanarek-O'Hara",
  email: 'Kanarek.Kq7+Shop@canary-host.example.com',
  phone: '+12025550177',
});

/** Whatever is written of her, in any of the forms in which text travels. */
const OF_HER =
  /zdzis|kanarek|o(?:'|&#x27;|&#39;|%27|\\u0027)hara|canary-host|kq7|5550177|555[^\d]{0,3}0177|MjAyNTU1MDE3Nw/i;

/** Every row of every table, as text, by table. */
async function everyRow(): Promise<Record<string, string>> {
  const { rows: tables } = await world.sql.query<{ name: string }>(
    `SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS name FROM information_schema.tables
     WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
  );
  const found: Record<string, string> = {};
  for (const { name } of tables) {
    const { rows } = await world.sql.query<{ row: string }>(`SELECT row_to_json(t)::text AS row FROM ${name} t`);
    found[name] = rows.map(({ row }) => row).join('\n');
  }
  return found;
}

/** Every key of Redis with what it holds, as text. */
async function everyKey(): Promise<Record<string, string>> {
  const redis = new Redis(world.redisUrl);
  try {
    const found: Record<string, string> = {};
    for (const key of await redis.keys('*')) {
      const read: Record<string, () => Promise<unknown>> = {
        string: () => redis.get(key),
        hash: () => redis.hgetall(key),
        list: () => redis.lrange(key, 0, -1),
        set: () => redis.smembers(key),
        zset: () => redis.zrange(key, 0, -1, 'WITHSCORES'),
        stream: () => redis.xrange(key, '-', '+'),
        // Gone in the meantime.
        none: () => Promise.resolve(null),
      };
      const type = await redis.type(key);
      if (!read[type]) throw new Error(`a key of type ${type}`);
      found[key] = JSON.stringify(await read[type]());
    }
    return found;
  } finally {
    redis.disconnect();
  }
}

/** Where anything of her is written. */
const placesOf = (texts: Record<string, string>): string[] =>
  Object.entries(texts)
    .filter(([place, text]) => OF_HER.test(place) || OF_HER.test(text))
    .map(([place]) => place)
    .sort();

const logs = (): string => [...world.apis, ...world.workers].map((each) => each.logs()).join('\n');

describe('a person who went through everything and is erased', () => {
  it('is nowhere any more', async () => {
    const her = { sub: ZOFIA.id, email: ZOFIA.email!, phone_number: ZOFIA.phone!, name: ZOFIA.name };
    await world.as(her).PUT('/api/v2/notifications/preferences', { body: { timezone: 'Europe/Warsaw' } });

    // Refused by a provider that repeats the address wherever it can, then taken.
    world.answer(
      ZOFIA.email!,
      {
        status: 400,
        headers: { 'x-message-id': 'none' },
        body: { errors: [{ message: `${ZOFIA.email} is wrong`, field: `to.${ZOFIA.email}`, help: ZOFIA.email }] },
      },
      'normal',
      'normal',
      'accept then reset',
    );
    world.answer(
      ZOFIA.phone!,
      { status: 503, body: { code: 30003, message: `cannot reach ${ZOFIA.phone}` } },
      'normal',
      'normal',
      { status: 400, body: { code: 21610, message: `${ZOFIA.phone} has opted out`, more_info: ZOFIA.name } },
    );
    const first = appointment({ client: ZOFIA, version: 2 });
    const told = await world.tell(event('booking.created', first));
    expect(await world.settled(told.notifications.slice(0, 2).map(({ id }) => id))).toMatchObject([
      { notification_type: 'email', status: 'failed', reason: 'rejected' },
      { notification_type: 'sms', status: 'sent', attempts: 2 },
    ]);
    for (const channel of ['email', 'sms'] as const)
      expect(await world.as(her).POST(`/api/v2/notifications/test-${channel}`)).toMatchObject({
        data: { processing_result: { successful: 1 } },
      });

    const sandbox = await world.startApi({ SENDGRID_API_KEY: '', SENDGRID_FROM_EMAIL: '' });
    const captured = await world.as(her, sandbox).POST('/api/v2/notifications/test-email');
    expect(captured.data).toMatchObject({ processing_result: { successful: 1 } });
    expect((await world.sql.query('SELECT FROM sandbox_message')).rowCount).toBe(1);

    // By the second door: one that is taken, and one that is refused and kept.
    await world
      .queue('notifications')
      .add(
        'booking-event',
        event('booking.rescheduled', { ...first, version: 3, starts_at: '2031-12-02T14:00:00-05:00' }),
      );
    const refused = await world
      .queue('notifications')
      .add('booking-event', event('booking.created', { ...first, starts_at: 'tomorrow' }));
    await until(
      'the job is refused',
      () => refused.isFailed(),
      (failed) => failed,
    );
    const moved = await until(
      'the notices of the move reach the providers',
      () => world.history(first.id),
      (entries) =>
        entries.filter(
          ({ template_name, state, attempts }) =>
            template_name === 'appointment_rescheduled' && state !== 'sending' && attempts > 0,
        ).length === 2,
    );
    const notices = moved.filter(({ template_name }) => template_name === 'appointment_rescheduled');
    expect(notices.map(({ notification_type, reason }) => `${notification_type} ${reason}`).sort()).toEqual(
      expect.arrayContaining(['sms suppressed']),
    );
    const second = appointment({ client: ZOFIA });
    const again = await world.tell(event('booking.created', second));
    const doubtful = again.notifications.find(({ notification_type }) => notification_type === 'email')!;
    await until(
      'a message is in doubt',
      () => world.detail(doubtful.id),
      ({ state }) => state === 'in_doubt',
    );

    const before = await everyRow();
    expect(placesOf(before)).toEqual([
      'public.appointment',
      'public.booking_event',
      'public.notification',
      'public.recipient',
      'public.sandbox_message',
      'public.suppression',
    ]);
    expect(placesOf(await everyKey())).toEqual([`${QUEUE_PREFIX}:notifications:${refused.id}`]);
    expect(logs()).not.toMatch(OF_HER);

    const stats = () => world.sql.query(`SELECT count(*)::int AS n FROM notification WHERE user_id = $1`, [ZOFIA.id]);
    const counted = (await stats()).rows;
    const platform = { sub: 'booking-platform', role: 'service' } as const;
    const erase = async (): Promise<number> =>
      (await world.as(platform).DELETE('/api/v2/recipients/{id}', { params: { path: { id: ZOFIA.id } } })).response
        .status;
    expect(await erase()).toBe(204);
    // A queue somewhere delivers what happened long ago.
    expect(await world.tell(event('booking.created', { ...first, version: 1 }))).toMatchObject({ notifications: [] });

    expect(placesOf(await everyRow())).toEqual([]);
    expect(placesOf(await everyKey())).toEqual([]);
    expect(logs()).not.toMatch(OF_HER);
    expect((await stats()).rows).toEqual(counted);
    expect(await world.detail(doubtful.id)).toMatchObject({ status: 'cancelled', reason: 'erased', recipient: null });
    const open = `SELECT FROM notification WHERE user_id = $1 AND state IN ('pending', 'sending', 'in_doubt')`;
    expect((await world.sql.query(open, [ZOFIA.id])).rowCount).toBe(0);
    expect(await erase()).toBe(204);

    // Her wish for silence is kept, should the number come again.
    const anew = await world.tell(event('booking.created', appointment({ client: { ...ZOFIA, id: 'person-18' } })));
    expect(anew.skipped.filter(({ reason }) => reason === 'suppressed')).toHaveLength(3);
  });
});

describe('what an erasure could not reach', () => {
  it('is found by the maintenance', async () => {
    const left = client({ id: 'person-19' });
    await world
      .queue('notifications')
      .add('booking-event', event('booking.created', appointment({ client: left })), { delay: 3_600_000 });
    await world.sql.query(`INSERT INTO recipient (id, erased_at) VALUES ($1, now() + interval '1 second')`, [left.id]);
    await world.sql.query(
      `INSERT INTO notification (id, user_id, notification_type, template_name, lane, recipient, locale, context,
         dedupe_key, scheduled_for, due_at, state, sent_at, ended_at, erased_at)
       VALUES (gen_random_uuid(), $1, 'email', 'appointment_reminder', 'bulk', $2, 'en', '{}', 'left', now(), now(),
         'sent', now(), now(), now())`,
      [left.id, left.email],
    );
    await world.queue('maintenance').add('process-queue', {});
    await world.queue('maintenance').add('cleanup', {});
    await until(
      'row and job are empty',
      async () => ({
        rows: (await world.sql.query('SELECT FROM notification WHERE recipient = $1', [left.email])).rowCount,
        jobs: await world.queue('notifications').getDelayedCount(),
      }),
      ({ rows, jobs }) => rows === 0 && jobs === 0,
    );
  });
});
