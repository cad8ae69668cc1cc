import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parseBookingEvents, parseBulkRequest, sendBulk, type QueueProducer } from '@booking/notifications-core';
import { createBookingEventIntake, createQueueProducer } from '@booking/notifications-core/testing';
import pg from 'pg';
import { appointment, event } from '../support/bookings.js';
import { liveEnvironment, openCore, plant } from '../support/core.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { startFakeProvider, type FakeProvider } from '../support/fake-provider.js';

let database: TestDatabase;
let fake: FakeProvider;
let core: Awaited<ReturnType<typeof openCore>>;
let producer: QueueProducer;

beforeAll(async () => {
  database = await createTestDatabase();
  fake = await startFakeProvider();
  core = await openCore(liveEnvironment(database, fake, { PROVIDER_TIMEOUT_MS: '15000' }));
  producer = createQueueProducer({ ...core, config: { ...core.config, REDIS_URL: undefined } });
});
beforeEach(async () => {
  await core.dataSource.query('TRUNCATE notification, delivery_attempt, appointment, recipient, booking_event, batch');
});
afterAll(async () => {
  await producer.close();
  await core.close();
  await fake.close();
  await database.drop();
});

/** How often Postgres was asked, the transaction's own words included. */
async function statementsOf(run: () => Promise<unknown>): Promise<number> {
  const prototype = pg.Client.prototype as unknown as { query: (...args: unknown[]) => unknown };
  const { query } = prototype;
  let asked = 0;
  prototype.query = function (this: unknown, ...args: unknown[]) {
    asked += 1;
    return query.apply(this, args);
  };
  try {
    await run();
  } finally {
    prototype.query = query;
  }
  return asked;
}

describe('Postgres is asked as often for many as for few', () => {
  it('when bookings come in an array', async () => {
    const intake = createBookingEventIntake(core, producer);
    const take = (count: number) => {
      const events = Array.from({ length: count }, () => event('booking.created', appointment()));
      return statementsOf(() => intake.accept(parseBookingEvents(events, core.config)));
    };
    const [few, many] = [await take(5), await take(500)];
    expect(few).toBeGreaterThan(0);
    // The periodic look at the templates may come in between.
    expect(many).toBeLessThanOrEqual(few + 2);
    expect(await core.dataSource.query('SELECT FROM notification')).toHaveLength(505 * 6);
  });

  it('when a message goes to many people', async () => {
    await core.dataSource.query(
      `INSERT INTO recipient (id, name, email) SELECT 'u' || n, 'Ana', 'u' || n || '@example.com' FROM generate_series(1, 505) AS n`,
    );
    const send = (from: number, count: number) => {
      const user_ids = Array.from({ length: count }, (_, n) => `u${from + n}`);
      const wish = { user_ids, template_name: 'appointment_reminder', context: {} };
      return statementsOf(() => sendBulk(core, parseBulkRequest(wish, new Date()), 'adam', null));
    };
    const [few, many] = [await send(1, 5), await send(6, 500)];
    expect(many).toBeLessThanOrEqual(few + 2);
    expect(await core.dataSource.query('SELECT FROM notification')).toHaveLength(505);
  });

  it('when what is due is sent, but for a few', async () => {
    const due = async (count: number): Promise<number> => {
      await plant(core.dataSource, count);
      return statementsOf(() => core.delivery.deliverDue(200));
    };
    const [few, many] = [await due(5), await due(200)];
    // Outcomes are written together where they come together.
    expect(many).toBeLessThan(few + 60);
    expect(fake.accepted).toHaveLength(205);
  });
});
