import { describe, expect, it } from '@jest/globals';
import {
  cleanUp,
  compactAnalytics,
  migrate,
  readAnalytics,
  readSendGridEvent,
  receive,
  resend,
  type Analytics,
  type AnalyticsQuery,
  type DeliverJob,
} from '@booking/notifications-core';
import { plant } from '../support/core.js';
import { seeded } from '../support/random.js';
import { useCore } from '../support/use-core.js';

const core = useCore({ environment: { DATABASE_POOL_SIZE: '10', NOTIFICATION_RETRY_ATTEMPTS: '0' } });

const NONE = {
  sent: 0,
  delivered: 0,
  opened: 0,
  clicked: 0,
  bounced: 0,
  undelivered: 0,
  failed: 0,
  unsubscribed: 0,
  segments: 0,
};
type Counts = typeof NONE;

const analytics = (query: Partial<AnalyticsQuery> = {}): Promise<Analytics> =>
  readAnalytics(core.dataSource, { days: 30, bucket: 'day', zone: 'UTC', ...query });

/** The same, read from rows and receipts. */
async function counted(since: Date, until: Date, where = 'true'): Promise<Counts> {
  const [row] = await core.sql<Counts>(
    `SELECT count(*) FILTER (WHERE state = 'sent')::int AS sent,
       count(*) FILTER (WHERE state = 'sent' AND delivery_status IN ('delivered', 'opened', 'clicked', 'unsubscribed', 'spam_report'))::int AS delivered,
       count(*) FILTER (WHERE state = 'sent' AND said && ARRAY['opened', 'clicked'])::int AS opened,
       count(*) FILTER (WHERE state = 'sent' AND said && ARRAY['clicked'])::int AS clicked,
       count(*) FILTER (WHERE state = 'sent' AND delivery_status = 'bounced')::int AS bounced,
       count(*) FILTER (WHERE state = 'sent' AND delivery_status IN ('undelivered', 'failed', 'blocked', 'dropped'))::int AS undelivered,
       count(*) FILTER (WHERE state = 'failed')::int AS failed,
       count(*) FILTER (WHERE state = 'sent' AND said && ARRAY['unsubscribed'])::int AS unsubscribed,
       coalesce(sum(segments) FILTER (WHERE state = 'sent'), 0)::int AS segments
     FROM (
       SELECT *, CASE state WHEN 'sent' THEN sent_at ELSE ended_at END AS at,
         ARRAY(SELECT status FROM receipt r WHERE r.notification_id = n.id AND NOT r.is_of_earlier_send AND status IS NOT NULL) AS said
       FROM notification n WHERE state IN ('sent', 'failed')) AS e
     WHERE at >= $1 AND at < $2 AND ${where}`,
    [since, until],
  );
  return row!;
}

const ENDED = { state: 'sent', ended_at: 'now', dueInMs: -5_000 };
const sentAt = (at: string, over: object = {}) => ({ ...ENDED, sent_at: at, ended_at: at, ...over });
const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();

let receipts = 0;
/** What SendGrid says of messages, one word each. */
const say = (event: string, ...jobs: readonly DeliverJob[]): Promise<number> =>
  receive(
    core,
    jobs.map(({ id }) => readSendGridEvent({ event, notification_id: id, timestamp: 1_795_000_000 + receipts++ })!),
  );

describe('analytics', () => {
  it('of nothing are zeros, in every bucket', async () => {
    const found = await analytics({ days: 3 });
    expect(found).toEqual({
      series: [1, 2, 3].map(() => ({ at: expect.any(Date), ...NONE })),
      totals: NONE,
      rates: { delivery: 0, open: 0, click: 0, bounce: 0, failure: 0 },
      by_template: [],
      lag_ms: { p50: null, p95: null, p99: null },
    });
  });

  it('count a message as all that it was, whatever came last', async () => {
    const [all, bounced] = await plant(core.dataSource, 2, sentAt('now'));
    for (const word of ['click', 'open', 'delivered', 'unsubscribe']) await say(word, all!);
    for (const word of ['delivered', 'bounce']) await say(word, bounced!);
    const { totals, rates } = await analytics();
    expect(totals).toEqual({ ...NONE, sent: 2, delivered: 1, opened: 1, clicked: 1, bounced: 1, unsubscribed: 1 });
    expect(rates).toEqual({ delivery: 0.5, open: 1, click: 1, bounce: 0.5, failure: 0 });
  });

  it('count a receipt on the day when its message was sent', async () => {
    const [job] = await plant(core.dataSource, 1, sentAt(daysAgo(3)));
    await say('delivered', job!);
    const { series } = await analytics({ days: 5 });
    expect(series.map(({ delivered }) => delivered)).toEqual([0, 1, 0, 0, 0]);
  });

  it('count what failed when it failed, and not as sent', async () => {
    await plant(core.dataSource, 3, { state: 'failed', reason: 'rejected', ended_at: daysAgo(1) });
    await plant(core.dataSource, 1, sentAt('now'));
    const { series, rates } = await analytics({ days: 2 });
    expect(series).toMatchObject([
      { failed: 3, sent: 0 },
      { failed: 0, sent: 1 },
    ]);
    expect(rates.failure).toBe(0.75);
  });

  it('count the segments of an SMS that was sent, and forget them when it is sent again', async () => {
    const [job] = await plant(core.dataSource, 1, {
      notification_type: 'sms',
      recipient: '+12025550123',
      context: {
        client_name: 'Zoë €',
        service_name: 'x'.repeat(200),
        appointment_date: 'May 1',
        appointment_time: '2 PM',
      },
    });
    await core.delivery.deliver(job!);
    const [row] = await core.sql<{ state: string; segments: number }>('SELECT state, segments FROM notification');
    expect(row).toMatchObject({ state: 'sent', segments: 2 });
    expect((await analytics()).totals).toMatchObject({ sent: 1, segments: 2 });
    await core.sql(`UPDATE notification SET delivery_status = 'undelivered'`);
    await resend(core, core.producer, job!.id);
    expect((await analytics()).totals).toEqual(NONE);
  });

  it('are by template and channel, the most sent first', async () => {
    await plant(core.dataSource, 2, sentAt('now', { template_name: 'b' }));
    await plant(core.dataSource, 3, sentAt('now', { template_name: 'a', notification_type: 'sms' }));
    await plant(core.dataSource, 1, sentAt('now', { template_name: 'a' }));
    const { by_template } = await analytics();
    expect(by_template.map((each) => [each.template_name, each.notification_type, each.sent])).toEqual([
      ['a', 'sms', 3],
      ['b', 'email', 2],
      ['a', 'email', 1],
    ]);
    expect((await analytics({ channel: 'email' })).totals.sent).toBe(3);
    expect((await analytics({ channel: 'email', templateName: 'a' })).totals.sent).toBe(1);
    expect((await analytics({ templateName: 'c' })).by_template).toEqual([]);
  });

  it('tell how late messages went out, right to a twentieth', async () => {
    await plant(core.dataSource, 200, (n) => ({ ...sentAt('now'), dueInMs: -n * 100 }));
    const rows = await core.sql<{ p50: number; p95: number; p99: number }>(
      `SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY ms)::float8 AS p50, percentile_disc(0.95) WITHIN GROUP (ORDER BY ms)::float8 AS p95,
         percentile_disc(0.99) WITHIN GROUP (ORDER BY ms)::float8 AS p99
       FROM (SELECT greatest(0, extract(epoch FROM sent_at - due_at)) * 1000 AS ms FROM notification) AS lags`,
    );
    for (const compacted of [false, true]) {
      if (compacted) await compactAnalytics(core.dataSource);
      const { lag_ms } = await analytics();
      for (const part of ['p50', 'p95', 'p99'] as const)
        expect(Math.abs(lag_ms[part]! / rows[0]![part] - 1)).toBeLessThan(0.06);
    }
  });

  it('equal the rows in each bucket, whoever changes them, in any order, while others compact', async () => {
    const seed = Date.now() % 100_000;
    const random = seeded(seed);
    const jobs: DeliverJob[] = [];
    const words = ['delivered', 'open', 'click', 'bounce', 'dropped', 'unsubscribe', 'spamreport', 'deferred'];
    const any = (): DeliverJob => random.pick(jobs);
    const spread = () => ({
      ...sentAt(daysAgo(random.next() * 40), { reason: null, segments: null, notification_type: 'email' }),
      template_name: random.pick(['appointment_confirmation', 'appointment_reminder']),
      ...(random.below(4) === 0 ? { state: 'failed', sent_at: null, reason: 'retries_exhausted' } : {}),
      ...(random.below(3) === 0
        ? { notification_type: 'sms', recipient: '+12025550123', segments: 1 + random.below(3) }
        : {}),
    });
    const actions: (() => Promise<unknown>)[] = [
      async () => jobs.push(...(await plant(core.dataSource, 1 + random.below(20), spread))),
      async () => jobs.push(...(await plant(core.dataSource, 3))),
      () => core.delivery.deliver(any()),
      () => say(random.pick(words), any()),
      () => say(random.pick(words), any(), any(), any()),
      () => resend(core, core.producer, any().id),
      () => compactAnalytics(core.dataSource),
    ];
    await actions[0]!();
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let round = 0; round < 60; round++) await random.pick(actions)();
      }),
    );
    for (const [zone, query] of [
      ['UTC', {}],
      ['America/New_York', { days: 20 }],
      ['Asia/Kathmandu', { days: 7, bucket: 'hour' }],
      ['Asia/Kolkata', { channel: 'sms' }],
    ] as const) {
      const { series, totals } = await analytics({ zone, ...query });
      const starts = series.map(({ at }) => at);
      const where = 'channel' in query ? `notification_type = '${query.channel}'` : 'true';
      const end = new Date('2100-01-01');
      expect({ seed, zone, ...totals }).toEqual({ seed, zone, ...(await counted(starts[0]!, end, where)) });
      const busy = series.flatMap((bucket, index) => (bucket.sent + bucket.failed > 0 ? [index] : []));
      for (const index of busy.slice(0, 10)) {
        const { at, ...counts } = series[index]!;
        expect({ seed, zone, at, ...counts }).toEqual({
          seed,
          zone,
          at,
          ...(await counted(at, starts[index + 1] ?? end, where)),
        });
      }
    }
    const before = await analytics();
    await Promise.all([compactAnalytics(core.dataSource), compactAnalytics(core.dataSource)]);
    expect(await analytics()).toEqual(before);
    expect(await core.sql('SELECT count(*)::int AS n FROM analytics_delta')).toEqual([{ n: 0 }]);
  });

  it('put a message in the right day and hour over a change of the clocks', async () => {
    const year = { zone: 'America/New_York', days: 365 };
    const starts = (await analytics(year)).series.map(({ at }) => at.getTime());
    const long = starts.findIndex((at, index) => (starts[index + 1] ?? 0) - at === 25 * 3_600_000);
    const hours = (n: number): string => new Date(starts[long]! + n * 3_600_000).toISOString();
    // The first and the second half past one, the last minutes of the day, and the first of the next.
    for (const at of [hours(1.5), hours(2.5), hours(24.9), hours(25)]) await plant(core.dataSource, 1, sentAt(at));
    const { series } = await analytics(year);
    expect(series.slice(long - 1, long + 3).map(({ sent }) => sent)).toEqual([0, 3, 1, 0]);
  });

  it('stay when messages are cleaned up, and go after a year', async () => {
    await plant(core.dataSource, 2, sentAt(daysAgo(100)));
    await plant(core.dataSource, 1, sentAt(daysAgo(380)));
    await compactAnalytics(core.dataSource);
    const done = await cleanUp(core);
    // A quarter, an hour, and how late by hour, day and month.
    expect(done).toMatchObject({ notifications: 3, analytics: 5 });
    expect((await analytics({ days: 365 })).totals.sent).toBe(2);
  });

  it('cost a claim nothing, and a change of many messages one line for each kind', async () => {
    const jobs = await plant(core.dataSource, 50);
    await core.sql(
      `UPDATE notification SET state = 'sending', lease_until = now(), claimed_at = now() WHERE id = ANY ($1::uuid[])`,
      [jobs.map(({ id }) => id)],
    );
    const lines = (): Promise<unknown> => core.sql('SELECT count(*)::int AS n FROM analytics_delta');
    expect(await lines()).toEqual([{ n: 0 }]);
    await core.sql(
      `UPDATE notification SET state = 'sent', sent_at = now(), ended_at = now(), lease_until = NULL, due_at = now()`,
    );
    expect(await lines()).toEqual([{ n: 1 }]);
  });
});

describe('the migration of the analytics', () => {
  it('counts the rows that are there already', async () => {
    const applied = (): Promise<{ name: string }[]> => core.sql('SELECT name FROM migrations ORDER BY id');
    const [job] = await plant(core.dataSource, 1, sentAt('now'));
    await plant(core.dataSource, 2, { state: 'failed', reason: 'rejected', ended_at: 'now' });
    await plant(core.dataSource, 4);
    for (const word of ['click', 'unsubscribe']) await say(word, job!);
    const before = await analytics();
    expect(before.totals).toMatchObject({ sent: 1, clicked: 1, unsubscribed: 1, failed: 2 });
    while ((await applied()).some(({ name }) => name.startsWith('Analytics')))
      await core.dataSource.undoLastMigration({ transaction: 'each' });
    await migrate(core.dataSource);
    expect(await analytics()).toEqual(before);
    await plant(core.dataSource, 1, sentAt('now'));
    expect((await analytics()).totals.sent).toBe(2);
  });
});
