import { describe, expect, it } from '@jest/globals';
import {
  cancelPending,
  compactStatistics,
  migrate,
  readStatistics,
  type DeliverJob,
  type HistoryScope,
} from '@booking/notifications-core';
import { plant, type RowChanges } from '../support/core.js';
import { useCore } from '../support/use-core.js';

const core = useCore({ environment: { DATABASE_POOL_SIZE: '10', NOTIFICATION_RETRY_ATTEMPTS: '0' } });

const SMS = { notification_type: 'sms', recipient: '+12025550123' } as const;
const NOTHING = { sent: 0, failed: 0, pending: 0, cancelled: 0 };

/** The same, read from the rows themselves. */
async function counted(since: Date, userId: string | null = null): Promise<unknown> {
  const [row] = await core.sql<{ counts: unknown }>(
    `SELECT json_build_object(
       'email', json_build_object('sent', email_sent, 'failed', email_failed, 'pending', email_pending, 'cancelled', email_cancelled),
       'sms', json_build_object('sent', sms_sent, 'failed', sms_failed, 'pending', sms_pending, 'cancelled', sms_cancelled),
       'delivered', delivered, 'bounced', bounced) AS counts
     FROM (SELECT
       count(*) FILTER (WHERE notification_type = 'email' AND state = 'sent') AS email_sent,
       count(*) FILTER (WHERE notification_type = 'email' AND state = 'failed') AS email_failed,
       count(*) FILTER (WHERE notification_type = 'email' AND state IN ('pending', 'sending', 'in_doubt')) AS email_pending,
       count(*) FILTER (WHERE notification_type = 'email' AND state = 'cancelled') AS email_cancelled,
       count(*) FILTER (WHERE notification_type = 'sms' AND state = 'sent') AS sms_sent,
       count(*) FILTER (WHERE notification_type = 'sms' AND state = 'failed') AS sms_failed,
       count(*) FILTER (WHERE notification_type = 'sms' AND state IN ('pending', 'sending', 'in_doubt')) AS sms_pending,
       count(*) FILTER (WHERE notification_type = 'sms' AND state = 'cancelled') AS sms_cancelled,
       count(*) FILTER (WHERE delivery_status = 'delivered') AS delivered,
       count(*) FILTER (WHERE delivery_status = 'bounced') AS bounced
     FROM notification WHERE created_at >= $1 AND ($2::text IS NULL OR user_id = $2)) AS c`,
    [since, userId],
  );
  return row?.counts;
}

async function told(scope: HistoryScope, days: number): Promise<{ since: Date; counts: unknown }> {
  const { since_date, email, sms, delivery } = await readStatistics(core.dataSource, scope, days);
  return { since: since_date, counts: { email, sms, delivered: delivery['delivered'], bounced: delivery['bounced'] } };
}

const sizeOf = async (table: 'statistics_delta' | 'statistics_hour'): Promise<number> => {
  const [row] = await core.sql<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
  return row!.n;
};

/** The same events again with the same seed, should it fail. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('statistics', () => {
  it('of nothing are nothing, from the start of an hour', async () => {
    const statistics = await readStatistics(core.dataSource, 'everybody', 7);
    expect(statistics).toEqual({
      period_days: 7,
      since_date: expect.any(Date),
      email: NOTHING,
      sms: NOTHING,
      delivery: {
        delivered: 0,
        opened: 0,
        clicked: 0,
        deferred: 0,
        bounced: 0,
        blocked: 0,
        dropped: 0,
        undelivered: 0,
        failed: 0,
        spam_report: 0,
        unsubscribed: 0,
      },
      service_stats: { emails_sent: 0, emails_failed: 0, sms_sent: 0, sms_failed: 0 },
    });
    const back = Date.now() - statistics.since_date.getTime();
    expect(statistics.since_date.toISOString()).toMatch(/:00:00\.000Z$/);
    expect(back).toBeGreaterThanOrEqual(7 * 86_400_000 - 1_000);
    expect(back).toBeLessThan(7 * 86_400_000 + 3_601_000);
  });

  it('begin with the first row of the first hour', async () => {
    const { since_date: since } = await readStatistics(core.dataSource, 'everybody', 1);
    await plant(core.dataSource, 1, { created_at: new Date(since.getTime() - 1).toISOString() });
    await plant(core.dataSource, 2, { created_at: since.toISOString() });
    await plant(core.dataSource, 3, { created_at: new Date(since.getTime() + 86_400_000).toISOString() });
    const { email } = await readStatistics(core.dataSource, 'everybody', 1);
    expect(email.pending).toBe(5);
    expect((await readStatistics(core.dataSource, 'everybody', 2)).email.pending).toBe(6);
  });

  it('count a word of a provider that nobody knows', async () => {
    await plant(core.dataSource, 2, { state: 'sent', sent_at: 'now', ended_at: 'now', delivery_status: 'read' });
    expect((await readStatistics(core.dataSource, 'everybody', 7)).delivery).toMatchObject({ read: 2, delivered: 0 });
  });

  it('of one user are theirs alone', async () => {
    await plant(core.dataSource, 3, { user_id: 'ida', ...SMS });
    await plant(core.dataSource, 2, { user_id: 'jon', state: 'failed', reason: 'rejected', ended_at: 'now' });
    await plant(core.dataSource, 1, { user_id: 'ida', created_at: '2020-01-01T00:00:00Z' });
    expect(await readStatistics(core.dataSource, { userId: 'ida' }, 7)).toMatchObject({
      email: NOTHING,
      sms: { ...NOTHING, pending: 3 },
      service_stats: { emails_failed: 0 },
      user_specific: true,
    });
    expect(await readStatistics(core.dataSource, { userId: 'jon' }, 7)).toMatchObject({
      email: { ...NOTHING, failed: 2 },
      sms: NOTHING,
      service_stats: { emails_failed: 2 },
    });
    expect(await readStatistics(core.dataSource, { userId: 'nobody' }, 90)).toMatchObject({
      email: NOTHING,
      sms: NOTHING,
    });
  });

  it('cost a claim nothing, and a change of many rows one line for each kind', async () => {
    const jobs = await plant(core.dataSource, 50);
    await compactStatistics(core.dataSource);
    await core.sql(
      `UPDATE notification SET state = 'sending', lease_until = now(), claimed_at = now() WHERE id = ANY ($1::uuid[])`,
      [jobs.map(({ id }) => id)],
    );
    expect(await sizeOf('statistics_delta')).toBe(0);
    await core.sql(`UPDATE notification SET state = 'sent', sent_at = now(), ended_at = now(), lease_until = NULL`);
    expect(await sizeOf('statistics_delta')).toBe(2);
    await compactStatistics(core.dataSource);
    await core.sql('DELETE FROM notification');
    expect(await compactStatistics(core.dataSource)).toBe(1);
    // Hours that were cleaned up leave nothing behind.
    expect([await sizeOf('statistics_delta'), await sizeOf('statistics_hour')]).toEqual([0, 0]);
  });

  it('equal the rows at every moment, whoever changes them, while others compact', async () => {
    const seed = Date.now() % 100_000;
    const pick = random(seed);
    const kinds: RowChanges[] = [
      {},
      SMS,
      { user_id: 'ida' },
      { created_at: '2026-01-01T00:00:00Z' },
      { template_name: 'no_such_template' },
      { dueInMs: 3_600_000 },
    ];
    const work = new AbortController();
    const working = (): boolean => !work.signal.aborted;
    const jobs: DeliverJob[] = [];
    const any = (): DeliverJob => jobs[pick(jobs.length)]!;
    const actions: (() => Promise<unknown>)[] = [
      async () => jobs.push(...(await plant(core.dataSource, 1 + pick(10), kinds[pick(kinds.length)]))),
      () => Promise.all(Array.from({ length: 10 }, () => core.delivery.deliver(any()))),
      () => cancelPending(core.dataSource.manager, any().id, 'everybody'),
      () => core.sql('DELETE FROM notification WHERE id = $1', [any().id]),
      () =>
        core.sql(`UPDATE notification SET delivery_status = $2 WHERE id = $1 AND state = 'sent'`, [
          any().id,
          ['delivered', 'bounced', null][pick(3)],
        ]),
      async () => {
        await core.dataSource
          .transaction(async (manager) => {
            await manager.query('DELETE FROM notification WHERE id = $1', [any().id]);
            throw new Error('changed my mind');
          })
          .catch(() => undefined);
      },
    ];
    await actions[0]!();
    const compacting = Promise.all(
      [1, 2].map(async () => {
        while (working()) await compactStatistics(core.dataSource);
      }),
    );
    /** Counts and rows in one snapshot: they agree at every moment, not only in the end. */
    const comparing = (async () => {
      let compared = 0;
      while (working()) {
        const [row] = await core.sql<{ rows: string; counts: string }>(
          `SELECT (SELECT count(*) || ' ' || count(*) FILTER (WHERE state = 'sent') FROM notification) AS rows,
             (SELECT coalesce(sum(n), 0) || ' ' || coalesce(sum(n) FILTER (WHERE status = 'sent'), 0)
              FROM (SELECT status, n FROM statistics_hour UNION ALL SELECT status, n FROM statistics_delta) AS s) AS counts`,
        );
        expect({ seed, ...row }).toEqual({ seed, rows: row!.rows, counts: row!.rows });
        compared += 1;
      }
      return compared;
    })();
    try {
      await Promise.all(
        Array.from({ length: 4 }, async () => {
          for (let round = 0; round < 60; round++) await actions[pick(actions.length)]!();
        }),
      );
    } finally {
      work.abort();
      await compacting;
    }
    expect(await comparing).toBeGreaterThan(10);
    for (const days of [1, 7, 90]) {
      const { since, counts } = await told('everybody', days);
      expect({ seed, counts }).toEqual({ seed, counts: await counted(since) });
    }
    const own = await told({ userId: 'ida' }, 7);
    expect(own.counts).toEqual(await counted(own.since, 'ida'));
    await compactStatistics(core.dataSource);
    expect(await sizeOf('statistics_delta')).toBe(0);
    const after = await told('everybody', 90);
    expect(after.counts).toEqual(await counted(after.since));
  });

  it('are compacted part by part, each change once', async () => {
    await core.sql(
      `INSERT INTO statistics_delta SELECT date_trunc('hour', now(), 'UTC'), 'email', 'sent', '', 1 FROM generate_series(1, 25000)`,
    );
    const taken = await Promise.all([1, 2, 3].map(() => compactStatistics(core.dataSource)));
    expect(taken.reduce((sum, n) => sum + n, 0)).toBe(25_000);
    expect((await readStatistics(core.dataSource, 'everybody', 1)).email.sent).toBe(25_000);
    expect(await sizeOf('statistics_hour')).toBe(1);
  });
});

describe('the migration of the statistics', () => {
  it('counts the rows that are there already', async () => {
    const applied = (): Promise<{ name: string }[]> => core.sql('SELECT name FROM migrations ORDER BY id');
    while ((await applied()).some(({ name }) => name.startsWith('Statistics')))
      await core.dataSource.undoLastMigration({ transaction: 'each' });
    await plant(core.dataSource, 3);
    await plant(core.dataSource, 2, { ...SMS, state: 'sending', lease_until: 'now' });
    await plant(core.dataSource, 1, { state: 'sent', sent_at: 'now', ended_at: 'now', delivery_status: 'delivered' });
    await migrate(core.dataSource);
    await plant(core.dataSource, 1);
    const { since, counts } = await told('everybody', 7);
    expect(counts).toEqual({
      email: { ...NOTHING, pending: 4, sent: 1 },
      sms: { ...NOTHING, pending: 2 },
      delivered: 1,
      bounced: 0,
    });
    expect(counts).toEqual(await counted(since));
  });
});
