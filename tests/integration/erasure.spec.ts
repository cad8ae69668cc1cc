import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  eraseForgottenJobs,
  erasePerson,
  finishErasures,
  parseBookingEvent,
  putRecipient,
  QUEUE_PREFIX,
  type AcceptedEvent,
  type BookingEvent,
  type DeliverJob,
  type DeliveryResult,
  type QueueProducer,
} from '@booking/notifications-core';
import Queue from 'bull';
import { appointment, client, event, type Client } from '../support/bookings.js';
import { plant, readRows, until, type RowChanges } from '../support/core.js';
import { testRedisUrl } from '../support/database.js';
import { useCore } from '../support/use-core.js';

const core = useCore();

const read = (json: unknown): BookingEvent => parseBookingEvent(json, core.config);
const accept = (...events: BookingEvent[]): Promise<AcceptedEvent[]> => core.intake.accept(events);

async function plantOne(changes: RowChanges): Promise<DeliverJob> {
  const [job] = await plant(core.dataSource, 1, changes);
  if (!job) throw new Error('nothing was planted');
  return job;
}

interface Kept {
  readonly state: string;
  readonly reason: string | null;
  readonly recipient: string | null;
  readonly subject: string | null;
  readonly context: unknown;
}

async function keptOf({ id }: DeliverJob): Promise<Kept> {
  const [row] = await core.sql<Kept>(
    'SELECT state, reason, recipient, subject, context FROM notification WHERE id = $1',
    [id],
  );
  if (!row) throw new Error('the row is gone');
  return row;
}

const EMPTY = { recipient: null, subject: null, context: {} };

describe('a message that is being sent when its person is erased', () => {
  /** Resolves when the provider has the message; `delivered` when it has answered. */
  async function begin(answer: { status?: number; delayMs: number }, changes: RowChanges = {}) {
    core.fake.script(answer);
    const job = await plantOne({ user_id: 'ann', ...changes });
    const delivered: Promise<DeliveryResult> = core.delivery.deliver(job);
    await until(
      () => core.fake.requests,
      (n) => n === 1,
    );
    return { job, delivered };
  }

  it('goes out, is waited for, and leaves nothing', async () => {
    const { job, delivered } = await begin({ delayMs: 700 });
    expect(await erasePerson(core, core.producer, 'ann')).toBe(true);
    expect(await keptOf(job)).toEqual({ state: 'sent', reason: null, ...EMPTY });
    expect(await delivered).toBe('sent');
  });

  it('is not tried again when the provider is away', async () => {
    const { job, delivered } = await begin({ status: 503, delayMs: 500 });
    await erasePerson(core, core.producer, 'ann');
    expect(await delivered).toBe('retry');
    expect(await keptOf(job)).toEqual({ state: 'cancelled', reason: 'erased', ...EMPTY });
    expect(await readRows(core.dataSource, [job])).toMatchObject([{ attempts: 1, attempt_log: ['retry'] }]);
  });

  it('holds the erasure up for some seconds only, however long it takes, and is emptied afterwards', async () => {
    const { job, delivered } = await begin({ delayMs: 5_000 });
    const started = performance.now();
    await erasePerson(core, core.producer, 'ann');
    expect(performance.now() - started).toBeLessThan(4_500);
    expect(await finishErasures(core)).toBe(0);
    expect(await keptOf(job)).toMatchObject({ state: 'sending', recipient: 'ana@example.com' });

    expect(await delivered).toBe('sent');
    expect(await finishErasures(core)).toBe(1);
    expect(await keptOf(job)).toEqual({ state: 'sent', reason: null, ...EMPTY });
    expect(await finishErasures(core)).toBe(0);
  });

  it('is emptied also when they were told of anew meanwhile, and what is new is not', async () => {
    const { job, delivered } = await begin({ delayMs: 1_500 });
    const erased = erasePerson(core, core.producer, 'ann');
    await until(
      () => core.sql(`SELECT FROM recipient WHERE id = 'ann' AND erased_at IS NOT NULL`),
      (found) => found.length === 1,
    );
    await accept(read(event('booking.created', appointment({ client: client({ id: 'ann', name: 'Ann Anew' }) }))));
    await erased;
    expect(await delivered).toBe('sent');
    expect(await keptOf(job)).toMatchObject(EMPTY);
    const fresh = await core.sql(
      `SELECT DISTINCT context->>'client_name' AS name FROM notification WHERE erased_at IS NULL`,
    );
    expect(fresh).toEqual([{ name: 'Ann Anew' }]);
  });

  it('leaves an unreadable opt-out when the provider refuses it because of one', async () => {
    const { job, delivered } = await begin(
      { status: 400, delayMs: 600 },
      { notification_type: 'sms', recipient: '+12025550123' },
    );
    core.fake.script({ status: 400, delayMs: 600, body: { code: 21610, status: 400, message: 'opted out' } });
    await erasePerson(core, core.producer, 'ann');
    await delivered;
    const [again] = await plant(core.dataSource, 1, {
      user_id: 'ben',
      notification_type: 'sms',
      recipient: '+12025550123',
    });
    expect(await core.delivery.deliver(again!)).toBe('failed');
    await erasePerson(core, core.producer, 'ben');
    expect(await keptOf(job)).toMatchObject(EMPTY);
    expect(await core.sql('SELECT channel, cause, left(address, 7) AS form FROM suppression')).toEqual([
      { channel: 'sms', cause: 'opted_out', form: 'sha256:' },
    ]);
  });
});

describe('what a process that knew nothing of an erasure left behind', () => {
  it('is not sent, and is emptied', async () => {
    const job = await plantOne({ user_id: 'ann', erased_at: new Date().toISOString() });
    expect(await core.delivery.deliver(job)).toBe('cancelled');
    expect(core.fake.requests).toBe(0);
    expect(await keptOf(job)).toMatchObject({ state: 'cancelled', reason: 'erased', recipient: 'ana@example.com' });
    await core.sql(
      `INSERT INTO sandbox_message (id, notification_id, channel, recipient, text) VALUES ($1, $1, 'email', 'ana@example.com', 'Hi')`,
      [job.id],
    );
    expect(await finishErasures(core)).toBe(1);
    expect(await keptOf(job)).toEqual({ state: 'cancelled', reason: 'erased', ...EMPTY });
    expect(await core.sql('SELECT FROM sandbox_message')).toEqual([]);
  });
});

describe('an opt-out', () => {
  const ANN: Client = client({ id: 'ann', name: 'Ann', email: 'Ann@Example.com', phone: '+12025550123' });
  const suppressed = () => core.sql<{ address: string }>('SELECT address FROM suppression ORDER BY address');

  it('outlives the erasure without the address, for planning and for sending', async () => {
    await accept(read(event('booking.created', appointment({ client: ANN }))));
    await core.sql(`INSERT INTO suppression (channel, address, cause) VALUES ('email', 'ann@example.com', 'unsubscribed'),
      ('sms', '+12025550123', 'opted_out'), ('sms', '+12025550199', 'opted_out')`);
    await erasePerson(core, core.producer, 'ann');
    const listed = (await suppressed()).map(({ address }) => address);
    expect(listed).toEqual(['+12025550199', expect.stringMatching(/^sha256:/), expect.stringMatching(/^sha256:/)]);

    const [answer] = await accept(
      read(event('booking.created', appointment({ client: { ...ANN, id: 'ann-again', email: 'ANN@example.com' } }))),
    );
    expect(answer!.notifications).toEqual([]);
    expect(new Set(answer!.skipped.map(({ reason }) => reason))).toEqual(new Set(['suppressed']));
    const job = await plantOne({ user_id: 'eve', recipient: 'ann@example.com' });
    expect(await core.delivery.deliver(job)).toBe('cancelled');
    expect(await keptOf(job)).toMatchObject({ reason: 'suppressed' });
  });

  it('becomes unreadable when its owner changes to another address', async () => {
    await accept(read(event('booking.created', appointment({ client: ANN }))));
    await core.sql(`INSERT INTO suppression (channel, address, cause) VALUES ('email', 'ann@example.com', 'bounced')`);
    await putRecipient(core, 'ann', { email: 'ann.new@example.com' });
    expect(await suppressed()).toEqual([{ address: expect.stringMatching(/^sha256:[\da-f]{64}$/) }]);
    const [answer] = await accept(
      read(event('booking.created', appointment({ client: client({ email: ANN.email! }) }))),
    );
    expect(answer!.skipped.filter(({ reason }) => reason === 'suppressed')).toHaveLength(3);
  });
});

describe('events that tell different addresses of one person at once', () => {
  it('leave nothing waiting for an address that is not the stored one', async () => {
    const others = [await core.open(), await core.open()];
    for (let round = 0; round < 12; round++) {
      const who = client();
      // Half of them are known already.
      if (round % 2) await accept(read(event('booking.created', appointment({ client: who }))));
      await Promise.all(
        Array.from({ length: 8 }, (_, n) =>
          others[n % 2]!.intake.accept([
            read(
              event(
                'booking.created',
                appointment({ client: n % 3 ? who : { ...who, email: `${who.id}.${n}@example.com` } }),
              ),
            ),
          ]),
        ),
      );
      const found = await core.sql(
        `SELECT DISTINCT n.recipient = r.email AS is_theirs FROM notification n JOIN recipient r ON r.id = n.user_id
         WHERE n.user_id = $1 AND n.notification_type = 'email' AND n.state = 'pending'`,
        [who.id],
      );
      expect(found).toEqual([{ is_theirs: true }]);
    }
  });

  it('leave the last address when they come in one array', async () => {
    const who = client();
    const told = [1, 2, 3].map((n) => ({ ...who, email: `${who.id}.${n}@example.com` }));
    await accept(...told.map((each) => read(event('booking.created', appointment({ client: each })))));
    expect(
      await core.sql(
        `SELECT DISTINCT recipient FROM notification WHERE notification_type = 'email' AND state = 'pending'`,
      ),
    ).toEqual([{ recipient: told[2]!.email }]);
  });
});

describe('jobs that a queue keeps', () => {
  let queue: Queue.Queue;
  beforeEach(async () => {
    queue = new Queue('notifications', testRedisUrl(), { prefix: QUEUE_PREFIX });
    await queue.obliterate({ force: true });
  });
  afterEach(() => queue.close());

  const about = (id: string) => event('booking.created', appointment({ client: client({ id }) }));
  const kept = async (): Promise<unknown[]> => {
    const jobs = await queue.getJobs(['waiting', 'delayed', 'paused', 'completed', 'failed']);
    return jobs.map(({ id }) => id).sort();
  };

  it('lose the events of an erased person and nobody else’s, nor what came later', async () => {
    await queue.add('booking-event', about('ann'), { jobId: 'theirs' });
    await queue.add('booking-event', about('ann'), { jobId: 'theirs-later', delay: 60_000 });
    await queue.add('booking-event', [about('ann'), about('ben'), about('ann')], { jobId: 'shared' });
    await queue.add('booking-event', [about('ann')], { jobId: 'all-theirs' });
    await queue.add('booking-event', about('annette'), { jobId: 'another' });
    await queue.add('deliver', { id: 'ann', generation: 1 }, { jobId: 'deliver' });
    for (const [index, data] of [null, 'ann', { data: 'ann' }, []].entries())
      await queue.add('booking-event', data, { jobId: `odd-${index}` });
    for (let n = 0; n < 120; n++) await queue.add('booking-event', about('ann'));
    const erasedAt = new Date();
    await until(
      () => Date.now(),
      (now) => now > erasedAt.getTime(),
    );
    await queue.add('booking-event', about('ann'), { jobId: 'later' });

    const { producer } = await core.open({ REDIS_URL: testRedisUrl() });
    expect(await producer.eraseJobs([{ id: 'ann', erasedAt }])).toBe(124);
    expect(await kept()).toEqual(['another', 'deliver', 'later', 'odd-0', 'odd-1', 'odd-2', 'odd-3', 'shared']);
    const shared = await queue.getJob('shared');
    expect(shared!.data).toEqual([expect.objectContaining({ data: expect.objectContaining({}) })]);
    expect(JSON.stringify(shared!.data)).not.toContain('"ann"');
    expect(await producer.eraseJobs([{ id: 'ann', erasedAt }])).toBe(0);
  });

  it('hold an erasure up for some seconds only, however many they are', async () => {
    await plantOne({ user_id: 'ann' });
    const started = performance.now();
    const endless: QueueProducer = { ...core.producer, eraseJobs: () => new Promise(() => undefined) };
    expect(await erasePerson(core, endless, 'ann')).toBe(true);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('are found later when Redis was away during the erasure', async () => {
    await queue.add('booking-event', about('ann'), { jobId: 'theirs' });
    await putRecipient(core, 'ann', { name: 'Ann' });
    const away = await core.open({ REDIS_URL: 'redis://127.0.0.1:9' });
    const back = await core.open({ REDIS_URL: testRedisUrl() });
    expect(await erasePerson(away, away.producer, 'ann')).toBe(true);
    expect(await kept()).toEqual(['theirs']);
    expect(await eraseForgottenJobs(back, back.producer)).toBe(1);
    expect(await kept()).toEqual([]);
  });
});
