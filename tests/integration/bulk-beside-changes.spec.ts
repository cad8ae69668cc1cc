import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import {
  changePreferences,
  erasePerson,
  parseBookingEvent,
  parseBulkRequest,
  putRecipient,
  requestChecksum,
  sendBulk,
  type BulkAnswer,
  type Idempotency,
} from '@booking/notifications-core';
import { appointment, client, event } from '../support/bookings.js';
import { until } from '../support/core.js';
import { useCore } from '../support/use-core.js';

const core = useCore();

/** Whoever holds this lock stops every bulk before its first row. */
const GATE = 4_242;
let gate: Client;
beforeEach(async () => {
  gate = new Client({ connectionString: core.database.url });
  await gate.connect();
});
afterEach(async () => {
  await gate.end();
  await core.sql('DROP TRIGGER IF EXISTS gated ON notification; DROP FUNCTION IF EXISTS wait_at_gate');
});

async function closeGate(): Promise<void> {
  await core.sql(`
    CREATE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM pg_advisory_xact_lock_shared(${GATE}); RETURN NEW; END $$;
    CREATE TRIGGER gated BEFORE INSERT ON notification FOR EACH ROW WHEN (NEW.lane = 'bulk') EXECUTE FUNCTION wait_at_gate()`);
  await gate.query(`SELECT pg_advisory_lock(${GATE})`);
}
const openGate = () => gate.query(`SELECT pg_advisory_unlock(${GATE})`);

const idsOf = (people: number): string[] => Array.from({ length: people }, (_, n) => `b${n + 1}`);
const start = (people: number, idempotency: Idempotency | null = null) =>
  sendBulk(
    core,
    parseBulkRequest(
      {
        user_ids: idsOf(people),
        template_name: 'appointment_reminder',
        context: { service_name: 'Haircut', appointment_date: 'May 1', appointment_time: '2 PM', hours_until: 2 },
      },
      new Date(),
    ),
    'adam',
    idempotency,
  );

/** Stores that many people and starts a bulk to them, which has read them when it comes to the closed gate. */
async function underWay(
  people: number,
  idempotency: Idempotency | null = null,
): Promise<{ ends: Promise<BulkAnswer> }> {
  await store(people);
  await closeGate();
  const ends = start(people, idempotency).then(({ answer }) => answer);
  ends.catch(() => undefined);
  await until(waitingAtGate, (pids) => pids.length === 1);
  return { ends };
}

const store = (people: number) =>
  core.sql(
    `INSERT INTO recipient (id, name, email, phone)
     SELECT 'b' || n, 'Ana', 'b' || n || '@example.com', '+12025550123' FROM generate_series(1, $1) AS n`,
    [people],
  );
const waitingAtGate = () =>
  core.sql<{ pid: number }>(`SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = ${GATE} AND NOT granted`);

const book = (who = client()) =>
  core.intake.accept([parseBookingEvent(event('booking.created', appointment({ client: who })), core.config)]);

/** Somebody whose lock is the same as that of `b7`. */
async function neighbour(): Promise<ReturnType<typeof client>> {
  const [found] = await core.sql<{ id: string }>(
    `SELECT 'n' || n AS id FROM generate_series(1, 5000) n WHERE hashtext('n' || n) & 255 = hashtext('b7') & 255 LIMIT 1`,
  );
  return client({ id: found!.id });
}

const rowsOf = (userId: string) =>
  core.sql<{ type: string; recipient: string | null; state: string; reason: string | null }>(
    `SELECT notification_type AS type, recipient, state, reason FROM notification WHERE user_id = $1 ORDER BY 1`,
    [userId],
  );

describe('while a bulk is being planned', () => {
  it('preferences can be changed and bookings are accepted, also of those who share a lock', async () => {
    const { ends } = await underWay(600);
    await changePreferences(core, 'b7', { sms_enabled: false });
    expect(await book(await neighbour())).toMatchObject([{ duplicate: false }]);
    await openGate();
    expect(await ends).toMatchObject({ notifications_queued: 1_200, skipped: [] });
  });

  it('a preference that is changed holds for its message', async () => {
    const { ends } = await underWay(10);
    await changePreferences(core, 'b7', { sms_enabled: false });
    await openGate();
    await ends;
    await core.delivery.deliverDue(50);
    expect(await rowsOf('b7')).toMatchObject([
      { type: 'email', state: 'sent' },
      { type: 'sms', state: 'cancelled', reason: 'preference_off' },
    ]);
  });

  it('an address that is changed is the one that its message goes to', async () => {
    const { ends } = await underWay(10);
    await putRecipient(core, 'b7', { email: 'new@example.com', phone: null });
    await openGate();
    await ends;
    await core.delivery.deliverDue(50);
    expect(await rowsOf('b7')).toMatchObject([
      { type: 'email', state: 'sent', recipient: 'new@example.com' },
      { type: 'sms', state: 'cancelled', reason: 'invalid_recipient' },
    ]);
    expect(core.fake.accepted.map(({ to }) => to)).toContain('new@example.com');
    expect(core.fake.accepted.map(({ to }) => to)).not.toContain('b7@example.com');
  });

  it('a person who is erased hears nothing, and nothing of them is kept', async () => {
    const { ends } = await underWay(10);
    expect(await erasePerson(core, core.producer, 'b7')).toBe(true);
    await openGate();
    await ends;
    expect(await rowsOf('b7')).toMatchObject([
      { type: 'email', recipient: null, state: 'cancelled', reason: 'erased' },
      { type: 'sms', recipient: null, state: 'cancelled', reason: 'erased' },
    ]);
    expect(await core.sql(`SELECT DISTINCT context FROM notification WHERE user_id = 'b7'`)).toEqual([{ context: {} }]);
    await core.delivery.deliverDue(50);
    expect(core.fake.accepted).toHaveLength(18);
  });

  it('a process that ends leaves nothing, and the same key sends once', async () => {
    const key: Idempotency = { caller: 'adam', key: 'spring', checksum: requestChecksum('POST', '/bulk', {}) };
    const { ends } = await underWay(10, key);
    const [{ pid } = { pid: 0 }] = await waitingAtGate();
    await core.sql('SELECT pg_terminate_backend($1)', [pid]);
    await expect(ends).rejects.toThrow();
    expect(await core.sql('SELECT FROM notification')).toEqual([]);
    expect(await core.sql('SELECT FROM batch')).toEqual([]);
    await openGate();
    const first = await start(10, key);
    expect(first).toMatchObject({ replayed: false, answer: { notifications_queued: 20 } });
    expect(await start(10, key)).toEqual({ ...first, replayed: true });
    expect(await core.sql('SELECT FROM notification')).toHaveLength(20);
  });
});

it('thirty bookings beside a bulk of 10,000 take as long with a change of a preference as without', async () => {
  await store(10_000);
  const timed = async (isChanged: boolean): Promise<string> => {
    await core.sql('TRUNCATE notification CASCADE');
    const near = await neighbour();
    const bulk = start(10_000);
    await until(
      () =>
        core.sql(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%INSERT INTO notification%' AND state <> 'idle'`,
        ),
      (busy) => busy.length > 0,
    );
    const change = isChanged ? changePreferences(core, 'b7', { sms_enabled: false }) : null;
    const asked = performance.now();
    await Promise.all(Array.from({ length: 30 }, (_, n) => book(n === 0 ? near : client())));
    const ms = Math.round(performance.now() - asked);
    await change;
    expect((await bulk).answer.notifications_queued).toBeGreaterThan(19_000);
    return `${ms} ms ${isChanged ? 'with' : 'without'}`;
  };
  console.log(
    `thirty bookings beside a bulk of 10,000: ${await timed(false)}, ${await timed(true)} a change of a preference`,
  );
}, 60_000);
