import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  cleanUp,
  compactStatistics,
  dispatchDue,
  eraseForgottenJobs,
  explainWaiting,
  finishErasures,
  resumeConfigured,
  sendReminders,
  sweep,
  takeDue,
  type Services,
} from '@booking/notifications-core';
import { statementsOf } from '../support/statements.js';
import { useCore } from '../support/use-core.js';

const core = useCore({ emptied: false });

/** Pending rows that nobody must read: so many are far away, and as many wait for a provider of SMS. */
const EACH = 20_000;

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** How many rows of a table Postgres read in one place, and by which condition on an index. */
interface Scan {
  readonly table: string;
  readonly index: string;
  readonly condition: string;
  readonly read: number;
  readonly removed: number;
}

beforeAll(async () => {
  await core.sql(
    `INSERT INTO appointment (id, revision, status, starts_at, zone, recipient_id, snapshot)
     SELECT 'apt-' || n, 1, 'confirmed', now() + interval '200 days', 'UTC', 'user-' || n, '{}'
     FROM generate_series(1, $1) AS n`,
    [EACH],
  );
  await core.sql(
    `INSERT INTO notification (id, user_id, appointment_id, appointment_revision, notification_type, template_name, lane,
       recipient, locale, context, dedupe_key, reason, scheduled_for, due_at, expires_at)
     SELECT gen_random_uuid(), 'user-' || n, 'apt-' || n, 1, CASE WHEN waits OR n % 2 = 0 THEN 'sms' ELSE 'email' END,
       'appointment_reminder', (ARRAY['urgent', 'reminder', 'bulk'])[1 + n % 3], '+12025550123', 'en', '{}', waits || '|' || n,
       CASE WHEN waits THEN 'provider_not_configured' END, due, due, now() + interval '200 days'
     FROM (VALUES (true), (false)) AS w(waits), generate_series(1, $1) AS n,
       LATERAL (SELECT CASE WHEN waits THEN now() - interval '1 hour' ELSE now() + n * interval '1 minute' + interval '1 hour' END AS due) AS d`,
    [EACH],
  );
  await core.sql('ANALYZE');
});

/** Runs something, and gives back what each of its statements reads when Postgres runs it once more. */
async function scansOf(run: () => Promise<unknown>): Promise<Scan[]> {
  const asked = (await statementsOf(run)).filter(({ text }) => /\b(SELECT|WITH)\b/.test(text));
  expect(asked.length).toBeGreaterThan(0);
  const scans: Scan[] = [];
  const visit = (node: PlanNode): void => {
    const loops = node['Actual Loops'];
    const removed = ((node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)) * loops;
    if (node['Relation Name'] !== undefined || node['Index Name'] !== undefined)
      scans.push({
        table: node['Relation Name'] ?? '',
        index: node['Index Name'] ?? '',
        condition: node['Index Cond'] ?? '',
        read: node['Actual Rows'] * loops + removed,
        removed,
      });
    node.Plans?.forEach(visit);
  };
  const runner = core.dataSource.createQueryRunner();
  try {
    for (const { text, values } of asked) {
      await runner.startTransaction();
      const [row] = (await runner.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values)) as {
        'QUERY PLAN': { Plan: PlanNode }[];
      }[];
      await runner.rollbackTransaction();
      row?.['QUERY PLAN'].forEach(({ Plan }) => visit(Plan));
    }
  } finally {
    await runner.release();
  }
  return scans;
}

const withoutSms = (): Services => ({ ...core, providers: { ...core.providers, sms: { mode: 'not_configured' } } });

describe('with 40,000 notifications that are not to be sent now', () => {
  it.each<[string, () => Promise<unknown>, Readonly<Record<string, RegExp>>]>([
    [
      'a dispatcher’s round',
      () => dispatchDue(withoutSms(), core.producer),
      { notification_due: /lane.*notification_type.*due_at/ },
    ],
    [
      'a look for what a worker sends without Redis',
      () => takeDue(withoutSms(), ['urgent', 'reminder', 'bulk'], 32),
      { notification_due: /lane.*notification_type.*due_at/ },
    ],
    ['a sweep', () => sweep(core), { notification_lease: /lease_until/, notification_in_doubt: /due_at/ }],
    [
      'saying why a channel waits',
      () => explainWaiting(withoutSms()),
      {
        notification_unexplained: /notification_type.*due_at/,
        notification_waiting_expiry: /notification_type.*expires_at/,
        notification_waiting_released: /notification_type.*claimed_at/,
      },
    ],
    [
      'resuming a channel that has its provider',
      () => resumeConfigured(withoutSms()),
      { notification_waiting: /reason/ },
    ],
    ['process-queue', () => core.delivery.deliverDue(1), { notification_due: /lane.*notification_type.*due_at/ }],
    [
      'the look for missing reminders',
      () => sendReminders(core, { withinMs: 600_000 }),
      { appointment_start: /starts_at/ },
    ],
    ['a cleanup', () => cleanUp(core), { notification_ended: /ended_at/ }],
    ['finishing erasures', () => finishErasures(core), {}],
    ['forgetting jobs of erased people', () => eraseForgottenJobs(core, core.producer), {}],
    ['summing up statistics', () => compactStatistics(core.dataSource), {}],
  ])('%s reads only what is its own', async (_, run, bounds) => {
    const scans = await scansOf(run);
    const found = scans.filter(({ table, index }) => /^(notification|appointment)$/.test(table) || index in bounds);
    expect(found.filter(({ read, removed }) => removed > 10 || read > 1_000)).toEqual([]);
    for (const [index, condition] of Object.entries(bounds))
      expect(scans.filter((scan) => scan.index === index).map((scan) => scan.condition)).toEqual(
        expect.arrayContaining([expect.stringMatching(condition)]),
      );
  });
});
