import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  changePreferences,
  createEngine,
  createLogger,
  parseBookingEvent,
  type AcceptedEvent,
  type BookingEvent,
} from '@booking/notifications-core';
import { appointment, client, event, STARTS_AT, type Appointment, type EventType } from '../support/bookings.js';
import { until, type Core } from '../support/core.js';
import { startTcpProxy } from '../support/tcp-proxy.js';
import { useCore } from '../support/use-core.js';

const core = useCore();

const read = (json: unknown): BookingEvent => parseBookingEvent(json, core.config);
const happened = (type: EventType, about: Appointment): BookingEvent => read(event(type, about));
const accept = (...events: BookingEvent[]): Promise<AcceptedEvent[]> => core.intake.accept(events);

/** What is planned, in words. */
async function planned(where = 'true'): Promise<string[]> {
  const found = await core.sql<{ words: string }>(
    `SELECT concat_ws(' ', appointment_id, template_name, notification_type, hours_until, state, reason) AS words
     FROM notification WHERE ${where} ORDER BY 1`,
  );
  return found.map(({ words }) => words);
}

async function count(table: string): Promise<number> {
  const [row] = await core.sql<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
  return row?.n ?? Number.NaN;
}

describe('the same event, many times at once', () => {
  it('is planned once and answered alike by two processes', async () => {
    const told = event('booking.created', appointment());
    const other = await core.open();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => (n % 2 ? core : other).intake.accept([read(told)])),
    );
    expect(await count('notification')).toBe(6);
    expect(await count('booking_event')).toBe(1);
    const first = answers.flat().filter(({ duplicate }) => !duplicate);
    expect(first).toHaveLength(1);
    for (const [answer] of answers) expect({ ...answer, duplicate: false }).toEqual(first[0]);
  });

  it('is planned once within one array, and the repeats get its answer', async () => {
    const told = read(event('booking.created', appointment()));
    const answers = await accept(told, { ...told }, { ...told });
    expect(answers.map(({ duplicate }) => duplicate)).toEqual([false, true, true]);
    expect(answers.map(({ notifications }) => notifications)).toEqual(Array(3).fill(answers[0]!.notifications));
    expect(await count('notification')).toBe(6);
  });

  it('is another event when it comes from another source', async () => {
    const about = appointment();
    const told = event('booking.created', about);
    const [one, two] = await accept(read(told), read({ ...told, source: '/another-service' }));
    expect([one!.duplicate, two!.duplicate]).toEqual([false, false]);
    expect(two!.skipped.map(({ reason }) => reason)).toEqual(Array(6).fill('duplicate'));
    expect(await count('notification')).toBe(6);
  });

  it('answers a repeat as it answered first, also after the booking went on', async () => {
    const about = appointment();
    const told = read(event('booking.created', about));
    const [first] = await accept(told);
    await accept(happened('booking.cancelled', { ...about, version: 2 }));
    expect(await accept(told)).toEqual([{ ...first, duplicate: true }]);
    expect(first!.skipped).toEqual([]);
  });
});

describe('the same appointment', () => {
  it('is planned once when forty different events tell of it at once', async () => {
    const about = appointment();
    const other = await core.open();
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) => (n % 2 ? core : other).intake.accept([happened('booking.created', about)])),
    );
    expect(await count('notification')).toBe(6);
    expect(await count('booking_event')).toBe(40);
    expect(answers.flat().reduce((sum, { notifications }) => sum + notifications.length, 0)).toBe(6);
  });

  it('ends as its highest version says when it is created, moved and cancelled at once', async () => {
    const other = await core.open();
    const told = Array.from({ length: 12 }, (_, n) => {
      const about = appointment({ id: `race-${n}` });
      return [
        happened('booking.created', about),
        happened('booking.rescheduled', { ...about, version: 2, starts_at: '2031-12-02T14:00:00-05:00' }),
        happened('booking.cancelled', { ...about, version: 3 }),
      ];
    });
    await Promise.all(
      told
        .flat()
        .map((one, n) => [one, (n * 7) % 36] as const)
        .sort(([, a], [, b]) => a - b)
        .map(([one], n) => (n % 2 ? core : other).intake.accept([one])),
    );
    expect(await planned(`state = 'pending'`)).toEqual(
      told
        .flatMap(([first]) =>
          ['email', 'sms'].map((channel) => `${first!.appointment.id} appointment_cancellation ${channel} pending`),
        )
        .sort(),
    );
  });

  it('is the new client’s alone when it passes to somebody else', async () => {
    const about = appointment({ id: 'passed' });
    const [before, after] = [about.client, client()];
    await accept(happened('booking.created', about));
    await accept(happened('booking.confirmed', { ...about, version: 2, client: after }));
    const rows = await core.sql<{ user_id: string; n: number }>(
      `SELECT user_id, count(*)::int AS n FROM notification WHERE state = 'pending' GROUP BY 1`,
    );
    expect(rows).toEqual([{ user_id: after.id, n: 6 }]);
    expect(
      await core.sql(`SELECT 1 FROM notification WHERE user_id = $1 AND recipient = $2`, [before.id, after.email]),
    ).toEqual([]);
  });
});

describe('an appointment that passes from hand to hand in one array', () => {
  const waiting = () =>
    core.sql<{ user_id: string; n: number }>(
      `SELECT user_id, count(*)::int AS n FROM notification WHERE state = 'pending' GROUP BY 1`,
    );

  it.each([['without versions'], ['at one version']])('%s is the last client’s alone', async (how) => {
    const { version, ...rest } = appointment();
    const about = how === 'at one version' ? { ...rest, version: version! } : rest;
    const [first, second, third] = [client(), client(), client()];
    const answers = await accept(
      ...[first, second, third].map((who) => happened('booking.created', { ...about, client: who })),
    );
    expect(answers.map(({ notifications }) => notifications.length)).toEqual([6, 6, 6]);
    expect(await waiting()).toEqual([{ user_id: third.id, n: 6 }]);
  });

  it('is confirmed to each of them who has heard nothing, though the one before has heard everything', async () => {
    const { version: _, ...about } = appointment();
    await accept(happened('booking.created', about));
    await core.delivery.deliverDue(50);
    const [second] = [client()];
    const [answer] = await accept(happened('booking.created', { ...about, client: second }));
    expect(answer!.notifications).toHaveLength(6);
    await core.delivery.deliverDue(50);
    expect(core.fake.accepted.map(({ to }) => to).sort()).toEqual(
      [about.client.email, about.client.phone, second.email, second.phone].sort(),
    );
  });
});

describe('a replay', () => {
  const LAST_YEAR = '2025-11-20T14:00:00-05:00';

  it('of last year’s bookings, under their own event ids or new ones, writes to nobody', async () => {
    const history = (about: Appointment): BookingEvent[] => [
      happened('booking.created', about),
      happened('booking.confirmed', { ...about, version: 2 }),
      happened('booking.rescheduled', { ...about, version: 3, starts_at: '2025-11-21T14:00:00-05:00' }),
      happened('booking.cancelled', { ...about, version: 4 }),
    ];
    const bookings = Array.from({ length: 30 }, () => appointment({ starts_at: LAST_YEAR }));
    await accept(...bookings.flatMap(history));
    await accept(...bookings.flatMap(history));
    for (const about of bookings.slice(0, 3)) for (const one of history(about)) await accept(one);
    expect(await count('notification')).toBe(0);
  });

  it('of a booking that is ahead says nothing that was said', async () => {
    const about = appointment();
    const moved = { ...about, version: 2, starts_at: '2031-12-02T14:00:00-05:00' };
    const history = (): BookingEvent[] => [happened('booking.created', about), happened('booking.rescheduled', moved)];
    for (const one of history()) {
      await accept(one);
      await core.delivery.deliverDue(50);
    }
    const before = await planned();
    const answers = [...(await accept(...history())), ...(await accept(...history()))];
    expect(answers.flatMap(({ notifications }) => notifications)).toEqual([]);
    expect(await planned()).toEqual(before);
  });
});

describe('arrays', () => {
  it('do not deadlock in opposite orders over the same bookings and people', async () => {
    const other = await core.open();
    const people = Array.from({ length: 4 }, () => client());
    const bookings = Array.from({ length: 40 }, (_, n) =>
      appointment({ id: `order-${n}`, client: people[n % people.length]! }),
    );
    await accept(...bookings.map((about) => happened('booking.created', about)));
    const [before] = await core.sql<{ deadlocks: string }>(
      'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
    );
    for (let version = 2; version < 6; version++) {
      const moved = bookings.map((about) =>
        happened('booking.rescheduled', { ...about, version, starts_at: `2031-12-0${version}T14:00:00-05:00` }),
      );
      await Promise.all([
        core.intake.accept(moved),
        other.intake.accept(moved.toReversed().map((one) => ({ ...one, id: `${one.id}-back` }))),
      ]);
    }
    expect((await planned(`state = 'pending' AND hours_until IS NOT NULL`)).length).toBe(40 * 4);
    const [after] = await core.sql<{ deadlocks: string }>(
      'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
    );
    expect(after).toEqual(before);
  });

  it('are planned once in opposite orders when all of it is new', async () => {
    const other = await core.open();
    const people = Array.from({ length: 4 }, () => client());
    const told = Array.from({ length: 40 }, (_, n) =>
      event('booking.created', appointment({ id: `new-${n}`, client: people[n % people.length]! })),
    );
    await Promise.all([core.intake.accept(told.map(read)), other.intake.accept(told.toReversed().map(read))]);
    expect(await count('notification')).toBe(240);
    expect(await count('booking_event')).toBe(40);
  });

  it('are taken as a whole or not at all', async () => {
    const told = Array.from({ length: 30 }, () => happened('booking.created', appointment()));
    const [last] = told.slice(-1);
    // What no check lets through, but a mistake might: the database refuses it.
    const bad = { ...last!, appointment: { ...last!.appointment, version: 1.5 } };
    await expect(accept(...told.slice(0, -1), bad)).rejects.toThrow();
    expect([await count('notification'), await count('appointment'), await count('booking_event')]).toEqual([0, 0, 0]);
    expect(await accept(...told)).toHaveLength(30);
  });

  it('are taken in a few seconds when they hold a thousand events', async () => {
    const told = Array.from({ length: 1_000 }, () => happened('booking.created', appointment()));
    const started = performance.now();
    const answers = await accept(...told);
    expect(performance.now() - started).toBeLessThan(8_000);
    expect(answers.map(({ event_id }) => event_id)).toEqual(told.map(({ id }) => id));
    expect(await count('notification')).toBe(6_000);
  });

  it('hold the history of a booking in their order', async () => {
    const about = appointment({ id: 'history' });
    const answers = await accept(
      happened('booking.created', { ...about, status: 'pending' }),
      happened('booking.confirmed', { ...about, version: 2 }),
      happened('booking.rescheduled', { ...about, version: 3, starts_at: '2031-12-02T14:00:00-05:00' }),
      happened('booking.created', about),
    );
    expect(answers.map(({ notifications }) => notifications.length)).toEqual([2, 6, 6, 0]);
    expect(await planned(`state = 'pending'`)).toEqual([
      'history appointment_reminder email 2 pending',
      'history appointment_reminder email 24 pending',
      'history appointment_reminder sms 2 pending',
      'history appointment_reminder sms 24 pending',
      'history appointment_rescheduled email pending',
      'history appointment_rescheduled sms pending',
    ]);
  });
});

describe('an array about one client', () => {
  const about = (over: Partial<Parameters<typeof client>[0]>, id: string, more: Record<string, unknown> = {}) =>
    appointment({ id, client: { ...who, ...over }, ...more });
  let who: ReturnType<typeof client>;
  beforeEach(() => {
    who = client({ id: 'one', email: 'first@example.com', phone: '+12025550101' });
  });
  const addresses = () =>
    core.sql<{ booking: string; addresses: string[] }>(
      `SELECT appointment_id AS booking, array_agg(DISTINCT recipient ORDER BY recipient) AS addresses
       FROM notification WHERE state = 'pending' GROUP BY 1 ORDER BY 1`,
    );

  it('merges what its events tell of the client, and all of their messages go to the newest address', async () => {
    await accept(
      happened('booking.created', about({}, 'b1')),
      happened('booking.created', about({ email: 'second@example.com' }, 'b2')),
      happened('booking.created', about({ email: 'third@example.com', name: 'Jane Doe' }, 'b3')),
    );
    expect(await core.sql(`SELECT name, email, phone FROM recipient WHERE id = 'one'`)).toEqual([
      { name: 'Jane Doe', email: 'third@example.com', phone: '+12025550101' },
    ]);
    expect(await addresses()).toEqual(
      ['b1', 'b2', 'b3'].map((booking) => ({ booking, addresses: ['+12025550101', 'third@example.com'] })),
    );
  });

  it('keeps the order of the details when an event in between waits for another of its booking', async () => {
    await accept(
      happened('booking.created', about({}, 'b1')),
      happened('booking.confirmed', about({ email: 'second@example.com' }, 'b1', { version: 2 })),
      happened('booking.created', about({ email: 'third@example.com' }, 'b2')),
    );
    expect(await core.sql(`SELECT email FROM recipient WHERE id = 'one'`)).toEqual([{ email: 'third@example.com' }]);
    expect((await addresses()).map((row) => row.addresses[1])).toEqual(['third@example.com', 'third@example.com']);
  });

  it('goes back to the address that is stored when its last event has that again', async () => {
    await accept(happened('booking.created', about({}, 'b0')));
    await accept(
      happened('booking.created', about({ email: 'second@example.com' }, 'b1')),
      happened('booking.created', about({}, 'b2')),
    );
    expect((await addresses()).map((row) => row.addresses[1])).toEqual(Array(3).fill('first@example.com'));
  });

  it('tells nobody at an address of it that has opted out', async () => {
    await core.sql(
      `INSERT INTO suppression (channel, address, cause) VALUES ('email', 'first@example.com', 'bounced')`,
    );
    const [first, second] = await accept(
      happened('booking.created', about({}, 'b1')),
      happened('booking.created', about({ email: 'second@example.com' }, 'b2')),
    );
    expect(first!.skipped.map(({ notification_type, reason }) => `${notification_type} ${reason}`)).toEqual(
      Array(3).fill('email suppressed'),
    );
    expect(second!.skipped).toEqual([]);
  });
});

describe('a thousand events', () => {
  it('are planned in parts, between which the process does other work', async () => {
    let asked = 0;
    const templates = {
      ...core.templates,
      find: (...key: Parameters<typeof core.templates.find>) => {
        asked += 1;
        return core.templates.find(...key);
      },
    };
    const { intake } = createEngine({ ...core, templates });
    let most = 0;
    let before = 0;
    let isOver = false;
    const look = (): void => {
      most = Math.max(most, asked - before);
      before = asked;
      if (!isOver) setImmediate(look);
    };
    look();
    await intake.accept(Array.from({ length: 1_000 }, () => happened('booking.created', appointment())));
    isOver = true;
    // Planning asks for templates all the time: a part of it asks for a small part of them.
    expect(asked).toBeGreaterThan(6_000);
    expect(most).toBeLessThan(asked / 15);
  });
});

describe('calls that share a transaction', () => {
  it('do not suffer from a bad one among them', async () => {
    const told = Array.from({ length: 20 }, () => happened('booking.created', appointment()));
    const [bad, ...good] = told;
    const broken = { ...bad!, appointment: { ...bad!.appointment, version: 1.5 } };
    const results = await Promise.allSettled([broken, ...good].map((one) => accept(one)));
    expect(results.map(({ status }) => status)).toEqual(['rejected', ...Array<string>(19).fill('fulfilled')]);
    expect(await count('notification')).toBe(19 * 6);
  });

  it('are told apart: each gets its own answer', async () => {
    const told = Array.from({ length: 30 }, () => happened('booking.created', appointment()));
    const answers = await Promise.all(told.map((one, n) => accept(...(n % 3 ? [one] : [one, one]))));
    expect(answers.map((answer) => answer.map(({ event_id }) => event_id))).toEqual(
      told.map(({ id }, n) => (n % 3 ? [id] : [id, id])),
    );
  });
});

describe('Postgres in trouble', () => {
  afterEach(async () => {
    await core.sql(`DROP TRIGGER IF EXISTS trouble ON booking_event`);
    await core.sql(`DROP FUNCTION IF EXISTS trouble; DROP SEQUENCE IF EXISTS commits`);
  });

  /** Calls that may fail before backends are left alone. */
  const MOST_FAILED = 60;

  /** Runs within COMMIT, once for each event; `n` counts them. */
  async function atCommit(action: string): Promise<void> {
    await core.sql(`
      CREATE SEQUENCE commits;
      CREATE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE n bigint := nextval('commits'); BEGIN PERFORM ${action}; RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER trouble AFTER INSERT ON booking_event DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION trouble();`);
  }

  it('a backend that ends during the commit is an error, and the client’s second try plans once', async () => {
    await atCommit('pg_terminate_backend(pg_backend_pid()) WHERE n = 1');
    const told = happened('booking.created', appointment());
    await expect(accept(told)).rejects.toThrow();
    expect(await count('notification')).toBe(0);
    expect(await accept(told)).toMatchObject([{ duplicate: false, notifications: { length: 6 } }]);
    expect([await count('notification'), await count('booking_event')]).toEqual([6, 1]);
  });

  it('backends that are terminated again and again under load lose nothing that was answered, and double nothing', async () => {
    // Transactions last long enough to be met.
    await atCommit('pg_sleep(0.02)');
    const told = Array.from({ length: 60 }, () => happened('booking.created', appointment()));
    const loaded = await core.open();
    let ended = 0;
    let failed = 0;
    let taken = 0;
    const kill = async (): Promise<void> => {
      const killed = await core.sql<{ ended: boolean }>(
        `SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'`,
      );
      ended += killed.filter((each) => each.ended).length;
    };
    const killer = (async () => {
      while (failed < MOST_FAILED && taken < told.length) {
        await kill();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    const insist = async (one: BookingEvent): Promise<void> => {
      for (;;)
        try {
          await loaded.intake.accept([one]);
          taken += 1;
          return;
        } catch {
          failed += 1;
        }
    };
    await Promise.all([killer, ...told.map(insist)]);
    expect(ended).toBeGreaterThan(1);
    expect(failed).toBeGreaterThan(1);
    expect([await count('notification'), await count('booking_event')]).toEqual([360, 60]);
  });

  it('an answer that is lost after the commit: the client’s second try gets it', async () => {
    const link = await startTcpProxy(core.database.url);
    const linked = await core.open({ DATABASE_URL: link.url });
    try {
      await atCommit('pg_sleep(0.3) WHERE n = 1');
      const told = happened('booking.created', appointment());
      const lost = linked.intake.accept([told]);
      const failed = expect(lost).rejects.toThrow();
      await until(
        () =>
          core.sql(
            `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query = 'COMMIT' AND state = 'active'`,
          ),
        (committing) => committing.length > 0,
      );
      link.freeze();
      await until(
        () => count('booking_event'),
        (n) => n === 1,
      );
      await link.cut();
      await failed;
      await link.mend();
      expect(await linked.intake.accept([told])).toMatchObject([{ duplicate: true, notifications: { length: 6 } }]);
      expect([await count('notification'), await count('booking_event')]).toEqual([6, 1]);
    } finally {
      await linked.close();
      await link.cut();
    }
  });
});

describe('what cannot be sent when it is told of', () => {
  it('is kept as failed, never fails the booking, and is in the log by its id', async () => {
    const lines: Record<string, unknown>[] = [];
    const log = createLogger(core.config, 'api', { quiet: true });
    log.on('data', (line: Record<string, unknown>) => lines.push(line));
    const templates = { ...core.templates, find: () => undefined };
    const { intake } = createEngine({ ...core, log, templates });

    const [answer] = await intake.accept([happened('booking.created', appointment())]);
    expect(answer!.notifications.map(({ status }) => status)).toEqual(Array(6).fill('failed'));
    expect(await planned(`state <> 'failed' OR reason <> 'template_missing'`)).toEqual([]);
    const messages = await core.sql<{ text: string }>('SELECT DISTINCT error_message AS text FROM notification');
    for (const { text } of messages) expect(text).toMatch(/template "appointment_\w+".*populate/);
    expect(lines).toHaveLength(6);
    expect(lines[0]).toMatchObject({
      level: 'error',
      message: 'notification failed',
      notification_id: answer!.notifications[0]!.id,
      template: 'appointment_confirmation',
      reason: 'template_missing',
    });
  });
});

describe('waking workers', () => {
  it('leaves what is due to the dispatcher when Redis is away', async () => {
    const { intake, producer } = createEngine({
      ...core,
      config: { ...core.config, REDIS_URL: 'redis://127.0.0.1:9' },
    });
    const started = performance.now();
    const [answer] = await intake.accept([happened('booking.created', appointment())]);
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(answer!.notifications).toHaveLength(6);
    await until(
      () => core.sql(`SELECT 1 FROM notification WHERE handed_until IS NOT NULL`),
      (handed) => handed.length === 0,
    );
    await producer.close();
    expect(await planned(`state = 'pending'`)).toHaveLength(6);
  });
});

describe('preferences that change while bookings come in', () => {
  let other: Core;
  beforeEach(async () => {
    other = await core.open();
  });
  const prefer = (user: string, hours: number[]): Promise<unknown> =>
    changePreferences(other, user, { reminder_hours: hours });

  it('hold for every one of them, whoever was first, and nobody fails', async () => {
    for (let round = 0; round < 25; round++) {
      const who = client();
      const known = appointment({ id: `pref-${round}`, client: who });
      // Half of them have preferences and a booking already.
      if (round % 2) {
        await prefer(who.id, [3]);
        await accept(happened('booking.created', known));
      }
      await Promise.all([
        accept(happened('booking.created', appointment({ id: `pref-${round}-new`, client: who }))),
        accept(happened('booking.rescheduled', { ...known, version: 2, starts_at: '2031-12-03T14:00:00-05:00' })),
        prefer(who.id, [5, 7]),
      ]);
      const hours = await core.sql<{ hours: number[] }>(
        `SELECT appointment_id, array_agg(DISTINCT hours_until ORDER BY hours_until) AS hours FROM notification
         WHERE user_id = $1 AND state = 'pending' AND hours_until IS NOT NULL GROUP BY 1`,
        [who.id],
      );
      expect(hours.map((row) => row.hours)).toEqual([
        [5, 7],
        [5, 7],
      ]);
    }
    expect(STARTS_AT).toMatch(/^2031/);
  });

  it('wait for an array that is being planned, and nobody has to wait behind them', async () => {
    const gate = new Client({ connectionString: core.database.url });
    await gate.connect();
    try {
      await core.sql(`
        CREATE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN PERFORM pg_advisory_xact_lock_shared(77); RETURN NEW; END $$;
        CREATE TRIGGER gated BEFORE INSERT ON notification FOR EACH ROW WHEN (NEW.user_id = 'gated')
          EXECUTE FUNCTION wait_at_gate()`);
      await gate.query('SELECT pg_advisory_lock(77)');
      const array = accept(happened('booking.created', appointment({ client: client({ id: 'gated' }) })));
      const waitingAt = (objid: string) =>
        core.sql(`SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid ${objid} 77`);
      await until(
        () => waitingAt('='),
        (found) => found.length === 1,
      );
      let isChanged = false;
      const changed = prefer('gated', [5]).then(() => (isChanged = true));
      const [neighbour] = await core.sql<{ id: string }>(
        `SELECT 'n' || n AS id FROM generate_series(1, 5000) n
         WHERE hashtext('n' || n) & 255 = hashtext('gated') & 255 LIMIT 1`,
      );
      // Each is accepted although the change has asked for the same lock.
      for (let n = 0; n < 2; n++)
        await other.intake.accept([
          happened(
            'booking.created',
            appointment({
              client: client({ id: neighbour!.id, name: 'Same', email: 'same@example.com', phone: '+12025550101' }),
            }),
          ),
        ]);
      expect(await waitingAt('<>')).toEqual([]);
      expect(isChanged).toBe(false);
      await gate.query('SELECT pg_advisory_unlock(77)');
      await Promise.all([array, changed]);
      expect(
        await core.sql(
          `SELECT DISTINCT hours_until FROM notification WHERE user_id = 'gated' AND state = 'pending' AND hours_until IS NOT NULL`,
        ),
      ).toEqual([{ hours_until: 5 }]);
    } finally {
      await gate.end();
      await core.sql('DROP TRIGGER IF EXISTS gated ON notification; DROP FUNCTION IF EXISTS wait_at_gate');
    }
  });
});
