import { beforeAll, describe, expect, it } from '@jest/globals';
import { parseBookingEvents, parseBulkRequest, sendBulk, type DeliverJob } from '@booking/notifications-core';
import { appointment, client, event, type Appointment } from '../support/bookings.js';
import { plant } from '../support/core.js';
import { statementsOf } from '../support/statements.js';
import { useCore } from '../support/use-core.js';

const core = useCore();

/** Nobody but the test asks: the periodic look at the templates would be one statement more now and then. */
beforeAll(() => core.templates.stop());

/** The transaction's own words included. */
const count = async (run: () => Promise<unknown>): Promise<number> => (await statementsOf(run)).length;

describe('a booking event', () => {
  const accept = (bookings: readonly Appointment[]): Promise<unknown> =>
    core.intake.accept(
      parseBookingEvents(
        bookings.map((about) => event('booking.created', about)),
        core.config,
      ),
    );
  const several = (n: number): Appointment[] => Array.from({ length: n }, () => appointment());

  it.each([1, 5, 500])('costs eleven statements with %i in its array', async (n) => {
    expect(await count(() => accept(several(n)))).toBe(11);
    expect(await core.sql('SELECT FROM notification')).toHaveLength(n * 6);
  });

  it('costs eleven statements with 300 bookings of one client in its array', async () => {
    const who = client();
    expect(await count(() => accept(Array.from({ length: 300 }, () => appointment({ client: who }))))).toBe(11);
    expect(await core.sql('SELECT FROM notification')).toHaveLength(1_800);
  });

  it.each([1, 30, 60])('costs twice as many with %i people in its array who have a new address', async (n) => {
    const bookings = several(n);
    await accept(bookings);
    const moved = bookings.map((about, at) => ({ ...about, client: { ...about.client, email: `${at}@example.com` } }));
    expect(await count(() => accept(moved))).toBe(22);
    const reminders = await core.sql(
      `SELECT FROM notification WHERE notification_type = 'email' AND hours_until IS NOT NULL AND state = 'pending'
       AND recipient ~ '^\\d+@example.com$'`,
    );
    expect(reminders).toHaveLength(n * 2);
  });
});

describe('a bulk send', () => {
  it.each([1, 5, 500])('costs eight statements for %i people', async (n) => {
    await core.sql(
      `INSERT INTO recipient (id, name, email)
       SELECT 'u' || n, 'Ana', 'u' || n || '@example.com' FROM generate_series(1, $1) AS n`,
      [n],
    );
    const user_ids = Array.from({ length: n }, (_, at) => `u${at + 1}`);
    const context = { service_name: 'Haircut', appointment_date: 'May 1, 2030', appointment_time: '2 PM' };
    const wish = parseBulkRequest({ user_ids, template_name: 'appointment_reminder', context }, new Date());
    expect(await count(() => sendBulk(core, wish, 'adam', null))).toBe(8);
    expect(await core.sql('SELECT FROM notification')).toHaveLength(n);
  });
});

describe('a delivery', () => {
  const deliver = (job: DeliverJob) => core.delivery.deliver(job);
  /** Each worker has one after the other in hand. */
  const work = (workers: number, jobs: readonly DeliverJob[]): Promise<unknown> => {
    const left = [...jobs];
    const worker = async (): Promise<void> => {
      for (let job = left.pop(); job; job = left.pop()) expect(await deliver(job)).toBe('sent');
    };
    return Promise.all(Array.from({ length: workers }, worker));
  };

  it('costs one claim and one outcome when it is alone', async () => {
    const [job] = await plant(core.dataSource, 1);
    expect(await count(() => deliver(job!))).toBe(2);
  });

  it.each([
    ['500 come at once', 500, 500],
    ['64 of 500 are in hand at a time', 500, 64],
  ])('costs less than a fifth of a statement when %s', async (_, n, workers) => {
    const jobs = await plant(core.dataSource, n);
    expect((await count(() => work(workers, jobs))) / n).toBeLessThan(0.2);
    expect(core.fake.accepted).toHaveLength(n);
  });

  it('without a worker costs less than a fifth of a statement when 200 are due', async () => {
    await plant(core.dataSource, 200);
    expect((await count(() => core.delivery.deliverDue(200))) / 200).toBeLessThan(0.2);
    expect(core.fake.accepted).toHaveLength(200);
  });
});
