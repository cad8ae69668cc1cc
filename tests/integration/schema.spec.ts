import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  changePreferences,
  createChangeWatch,
  createDataSource,
  createStatus,
  dispatchDue,
  erasePerson,
  explainWaiting,
  finishErasures,
  latestAppointments,
  matchLateReceipts,
  migrate,
  parseBookingEvent,
  putRecipient,
  readBatchProgress,
  readHistory,
  readHistoryDetail,
  readSendGridEvent,
  readStatistics,
  readStory,
  readSuppressions,
  receive,
  redrive,
  searchRecipients,
  resend,
  resumeConfigured,
  sweep,
  type DeliverJob,
  type HistoryQuery,
} from '@booking/notifications-core';
import { event } from '../support/bookings.js';
import { createTestDatabase } from '../support/database.js';
import { statementsOf } from '../support/statements.js';
import { useCore } from '../support/use-core.js';

const core = useCore({ environment: { DATABASE_POOL_SIZE: '4' }, emptied: false });

describe('impossible rows', () => {
  const ID = '01930000-0000-7000-8000-000000000001';
  const sound = {
    id: ID,
    user_id: 'u',
    notification_type: 'email',
    template_name: 't',
    lane: 'urgent',
    recipient: 'a@example.com',
    locale: 'en',
    context: '{}',
    dedupe_key: 'k',
    scheduled_for: 'now',
    due_at: 'now',
  };

  async function insert(table: string, row: Readonly<Record<string, unknown>>): Promise<void> {
    const columns = Object.keys(row);
    await core.sql(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((_, n) => `$${n + 1}`).join(', ')})`,
      Object.values(row),
    );
  }

  /** Inserts into a table and forgets it again; the name of the rule that was broken, or `null`. */
  async function broken(table: string, ...rows: Readonly<Record<string, unknown>>[]): Promise<string | null> {
    const runner = core.dataSource.createQueryRunner();
    await runner.startTransaction();
    try {
      for (const row of rows) {
        const columns = Object.keys(row);
        await runner.query(
          `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((_, n) => `$${n + 1}`).join(', ')})`,
          Object.values(row),
        );
      }
      return null;
    } catch (error) {
      const { constraint, column } = (error as { driverError: { constraint?: string; column?: string } }).driverError;
      return constraint ?? column ?? 'another';
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  }

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['pending', {}],
    ['pending and waiting', { reason: 'provider_not_configured' }],
    ['being sent', { state: 'sending', lease_until: 'now' }],
    ['in doubt', { state: 'in_doubt', reason: 'in_doubt', doubts: 1 }],
    ['sent', { state: 'sent', sent_at: 'now', ended_at: 'now' }],
    ['failed without an address', { state: 'failed', reason: 'invalid_recipient', ended_at: 'now', recipient: null }],
    ['cancelled and erased', { state: 'cancelled', reason: 'erased', ended_at: 'now', recipient: null }],
  ])('a notification may be %s', async (_, changes) => {
    expect(await broken('notification', { ...sound, ...changes })).toBeNull();
  });

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['in no known state', { state: 'lost' }, 'notification_state_check'],
    ['of no known channel', { notification_type: 'fax' }, 'notification_notification_type_check'],
    ['of no known class', { lane: 'slow' }, 'notification_lane_check'],
    ['waiting for no known reason', { reason: 'mood' }, 'notification_reason_check'],
    ['being sent without a lease', { state: 'sending' }, 'sending_holds_a_lease'],
    ['pending with a lease', { lease_until: 'now' }, 'sending_holds_a_lease'],
    ['sent without an end', { state: 'sent', sent_at: 'now' }, 'ended_says_when'],
    ['pending with an end', { ended_at: 'now' }, 'ended_says_when'],
    ['in doubt with an end', { state: 'in_doubt', ended_at: 'now' }, 'ended_says_when'],
    ['sent without saying when', { state: 'sent', ended_at: 'now' }, 'sent_says_when'],
    ['failed but sent', { state: 'failed', reason: 'rejected', sent_at: 'now', ended_at: 'now' }, 'sent_says_when'],
    ['failed without a reason', { state: 'failed', ended_at: 'now' }, 'not_sent_says_why'],
    ['cancelled without a reason', { state: 'cancelled', ended_at: 'now' }, 'not_sent_says_why'],
    ['pending without an address', { recipient: null }, 'live_has_a_recipient'],
    ['in doubt without an address', { state: 'in_doubt', recipient: null }, 'live_has_a_recipient'],
    ['doubted three times', { doubts: 3 }, 'notification_doubts_check'],
    ['tried less than never', { attempts: -1 }, 'notification_attempts_check'],
    ['never due', { due_at: null }, 'due_at'],
  ])('a notification is never %s', async (_, changes, rule) => {
    expect(await broken('notification', { ...sound, ...changes })).toBe(rule);
  });

  it('the same thing is planned once for each person, unless it was cancelled', async () => {
    const other = { ...sound, id: '01930000-0000-7000-8000-000000000002' };
    const cancelled = { state: 'cancelled', reason: 'superseded', ended_at: 'now' };
    expect(await broken('notification', sound, other)).toBe('notification_dedupe');
    expect(await broken('notification', { ...sound, ...cancelled }, other)).toBeNull();
    expect(await broken('notification', { ...sound, ...cancelled }, { ...other, ...cancelled })).toBeNull();
    expect(await broken('notification', sound, { ...other, user_id: 'another' })).toBeNull();
    const sent = { state: 'sent', sent_at: 'now', ended_at: 'now' };
    expect(await broken('notification', { ...sound, ...sent }, other)).toBe('notification_dedupe');
  });

  const preference = { id: ID, user_id: 'u', reminder_hours: '{24,2}' };
  const recipient = { id: 'u', name: 'Ana' };
  const inbox = { source: 's', event_id: 'e', type: 't', appointment_id: 'a', payload: '{}', answer: '{}' };
  const template = {
    id: ID,
    name: 'n',
    template_type: 'sms',
    locale: 'en',
    category: 'transactional',
    body: 'b',
    variables: '[]',
  };
  const attempt = { notification_id: ID, fence: 1, started_at: 'now', outcome: 'sent' };

  it.each<[string, string, Readonly<Record<string, unknown>>[], string | null]>([
    ['no hours at all', 'preference', [{ ...preference, reminder_hours: '{}' }], null],
    ['an hour of 0', 'preference', [{ ...preference, reminder_hours: '{0}' }], 'preference_reminder_hours_check'],
    ['an hour of 721', 'preference', [{ ...preference, reminder_hours: '{721}' }], 'preference_reminder_hours_check'],
    [
      'eleven hours',
      'preference',
      [{ ...preference, reminder_hours: '{1,2,3,4,5,6,7,8,9,10,11}' }],
      'preference_reminder_hours_check',
    ],
    [
      'quiet hours at 24:00',
      'preference',
      [{ ...preference, quiet_hours_end: '24:00' }],
      'preference_quiet_hours_end_check',
    ],
    [
      'quiet hours at 7:5',
      'preference',
      [{ ...preference, quiet_hours_start: '7:5' }],
      'preference_quiet_hours_start_check',
    ],
    [
      'two preferences of one user',
      'preference',
      [preference, { ...preference, id: '01930000-0000-7000-8000-000000000002' }],
      'preference_user_id_key',
    ],
    ['an erased person with a name', 'recipient', [{ ...recipient, erased_at: 'now' }], 'recipient_check'],
    ['the same event twice', 'booking_event', [inbox, inbox], 'booking_event_pkey'],
    ['one id from two sources', 'booking_event', [inbox, { ...inbox, source: 's2' }], null],
    ['an SMS template with a subject', 'template', [{ ...template, subject: 's' }], 'template_check'],
    ['an email template without', 'template', [{ ...template, template_type: 'email' }], 'template_check'],
    [
      'two templates of one name, channel and language',
      'template',
      [template, { ...template, id: '01930000-0000-7000-8000-000000000002' }],
      'template_name_template_type_locale_key',
    ],
    ['a version 0', 'template', [{ ...template, version: 0 }], 'template_version_check'],
    [
      'an address that is suppressed twice',
      'suppression',
      [
        { channel: 'sms', address: '+1', cause: 'manual' },
        { channel: 'sms', address: '+1', cause: 'bounced' },
      ],
      'suppression_once',
    ],
    [
      'an opt-out beside another cause',
      'suppression',
      [
        { channel: 'sms', address: '+1', cause: 'manual' },
        { channel: 'sms', address: '+1', cause: 'opted_out' },
      ],
      null,
    ],
    ['an attempt at nothing', 'delivery_attempt', [attempt], 'delivery_attempt_notification_id_fkey'],
    [
      'an appointment of revision 0',
      'appointment',
      [{ id: 'a', revision: 0, status: 'x', starts_at: 'now', zone: 'UTC', recipient_id: 'u', snapshot: '{}' }],
      'appointment_revision_check',
    ],
  ])('%s', async (_, table, rows, rule) => {
    expect(await broken(table, ...rows)).toBe(rule);
  });

  it('one claim has one attempt, however it ended', async () => {
    await insert('notification', sound);
    try {
      expect(await broken('delivery_attempt', attempt, { ...attempt, fence: 2 })).toBeNull();
      expect(await broken('delivery_attempt', attempt, { ...attempt, outcome: 'failed' })).toBe(
        'delivery_attempt_pkey',
      );
      expect(await broken('delivery_attempt', { ...attempt, outcome: 'maybe' })).toBe('delivery_attempt_outcome_check');
    } finally {
      await core.sql('DELETE FROM notification');
    }
  });
});

describe('migrations', () => {
  const SCHEMA = `
    SELECT 'column' AS kind, table_name || '.' || column_name AS name,
      concat_ws(' ', data_type, is_nullable, column_default) AS definition
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
    ORDER BY 1, 2`;

  it('go up, down and up again, also when several processes start at once', async () => {
    const own = await createTestDatabase();
    const sources = [1, 2, 3].map(() =>
      createDataSource({ DATABASE_URL: own.url, DATABASE_POOL_SIZE: 3 }, 'migrations'),
    );
    await Promise.all(sources.map((source) => source.initialize()));
    const [first] = sources;
    try {
      const before = await first!.query<unknown[]>(SCHEMA);
      expect(before.length).toBeGreaterThan(50);
      const applied = (): Promise<unknown[]> => first!.query<unknown[]>('SELECT name FROM migrations ORDER BY id');
      const names = await applied();
      while ((await applied()).length > 0) await first!.undoLastMigration({ transaction: 'each' });
      const left = await first!.query<{ tablename: string }[]>(
        `SELECT tablename FROM pg_tables WHERE schemaname = 'public'`,
      );
      expect(left).toEqual([{ tablename: 'migrations' }]);

      const again = await Promise.all(sources.map((source) => migrate(source)));
      expect(again.flat()).toHaveLength(names.length);
      expect(await first!.query(SCHEMA)).toEqual(before);
      expect(await migrate(first!)).toEqual([]);
    } finally {
      await Promise.all(sources.map((source) => source.destroy()));
      await own.drop();
    }
  });

  it('agree with the entities on every table and column, type, default and key', async () => {
    const { upQueries } = await core.dataSource.driver.createSchemaBuilder().log();
    // Checks, foreign keys and indexes are the migrations' alone: the entities do not repeat them.
    const ours = /^(ALTER TABLE "\w+" DROP CONSTRAINT "\w+"|DROP INDEX "public"\."\w+"|COMMENT ON )/;
    expect(upQueries.map(({ query }) => query).filter((query) => !ours.test(query))).toEqual([]);
  });
});

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly PlanNode[];
}

describe('with a hundred thousand notifications', () => {
  const USER = 'user-7';
  let jobs: DeliverJob[];

  beforeAll(async () => {
    await core.sql(`
      INSERT INTO notification (id, user_id, appointment_id, appointment_revision, notification_type, template_name, lane,
        recipient, locale, context, hours_until, dedupe_key, state, reason, scheduled_for, due_at, lease_until, claimed_at, doubts, sent_at, ended_at,
        batch_id)
      SELECT ('01930000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
        CASE WHEN n % 50 = 0 THEN '${USER}' ELSE 'user-' || n % 5000 END, 'apt-' || n / 6, 1,
        CASE WHEN n % 2 = 0 THEN 'email' ELSE 'sms' END, 'appointment_reminder',
        (ARRAY['urgent', 'reminder', 'reminder', 'bulk'])[1 + n % 4], 'a@example.com', 'en', '{}', 24, 'bulk|' || n, state,
        CASE WHEN n % 1000 = 13 AND state = 'pending' THEN 'provider_not_configured' WHEN state = 'failed' THEN 'rejected' WHEN state = 'in_doubt' THEN 'in_doubt' END,
        due, due, CASE WHEN state = 'sending' THEN now() END, CASE WHEN state = 'sending' THEN now() END, CASE WHEN state = 'in_doubt' THEN 1 ELSE 0 END,
        CASE WHEN state = 'sent' THEN due END, CASE WHEN state IN ('sent', 'failed') THEN due END,
        CASE WHEN n % 20 = 3 THEN ('01930000-0000-7000-8000-0000000000b' || n / 20 % 10)::uuid END
      FROM generate_series(1, 100000) AS n,
        LATERAL (SELECT CASE WHEN n % 2000 = 1 THEN 'sending' WHEN n % 2000 = 2 THEN 'in_doubt' WHEN n % 40 = 3 THEN 'failed'
                             WHEN n % 10 IN (4, 5, 6) THEN 'pending' ELSE 'sent' END AS state) AS s,
        LATERAL (SELECT now() + CASE WHEN state <> 'pending' THEN -interval '1 day' WHEN n % 500 = 4 THEN -interval '1 minute'
                                     ELSE n % 700 * interval '1 hour' + interval '1 hour' END AS due) AS d`);
    await core.sql(`
      INSERT INTO appointment (id, revision, status, starts_at, zone, recipient_id, snapshot)
      SELECT 'apt-' || n, 1, 'confirmed', now() + interval '40 days' + n * interval '1 minute', 'UTC', 'user-' || n % 5000, 
        jsonb_build_object('id', 'apt-' || n, 'status', 'confirmed', 'serviceName', 'Cut', 'price', NULL, 'business', jsonb_build_object('name', 'Our shop', 'address', NULL, 'phone', NULL, 'cancellationPolicy', NULL), 'client',
          jsonb_build_object('id', 'user-' || n % 5000, 'name', 'A', 'email', 'a@example.com', 'phone', NULL, 'locale', NULL, 'timezone', NULL))
      FROM generate_series(0, 16666) AS n`);
    await core.sql(`
      INSERT INTO batch (id, template_name, created_by)
      SELECT ('01930000-0000-7000-8000-0000000000b' || n)::uuid, 'appointment_reminder', 'adam'
      FROM generate_series(0, 9) AS n`);
    await core.sql('ANALYZE');
    jobs = await core.sql(`SELECT id, generation FROM notification WHERE state = 'sent' ORDER BY id DESC LIMIT 200`);
  });

  /** Runs something and gives back how Postgres goes about every statement on a table that it asked. */
  async function plansOf(
    run: () => Promise<unknown>,
    table = 'notification',
  ): Promise<{ scans: string[]; indexes: Set<string> }> {
    const asked = (await statementsOf(run)).filter(({ text }) => new RegExp(`\\b${table}\\b`).test(text));
    expect(asked.length).toBeGreaterThan(0);
    const scans: string[] = [];
    const indexes = new Set<string>();
    const visit = (node: PlanNode): void => {
      const index = node['Index Name'] ?? '';
      // From end to end through an index of all rows is no better.
      const whole =
        /^notification_(pkey|history|appointment|kind|failed|ended)$/.test(index) && node['Index Cond'] === undefined;
      if (whole || (node['Node Type'] === 'Seq Scan' && node['Relation Name'] === table))
        scans.push(`${node['Node Type']} ${index}`);
      if (node['Index Name'] !== undefined) indexes.add(node['Index Name']);
      node.Plans?.forEach(visit);
    };
    for (const { text, values } of asked) {
      const [row] = await core.sql<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(`EXPLAIN (FORMAT JSON) ${text}`, values);
      row?.['QUERY PLAN'].forEach(({ Plan }) => visit(Plan));
    }
    return { scans, indexes };
  }

  const history = (query: Partial<HistoryQuery>) => (): Promise<unknown> =>
    readHistory(core.dataSource.manager, { scope: { userId: USER }, limit: 50, ...query });
  const accept = (type: 'booking.created' | 'booking.cancelled') => (): Promise<unknown> => {
    const about = {
      id: 'apt-70',
      version: 5,
      starts_at: '2031-12-01T14:00:00Z',
      service_name: 'Cut',
      client: { id: 'user-70', name: 'A', email: 'a@example.com' },
    };
    return core.intake.accept([parseBookingEvent(event(type, about), core.config)]);
  };
  it('a page of everybody’s history begins at the newest id', async () => {
    const { scans } = await plansOf(history({ scope: 'everybody' }));
    expect(scans).toEqual(['Index Scan notification_pkey']);
  });

  it('everybody’s history is filtered by jumping from kind to kind', async () => {
    for (const filter of [{ status: 'cancelled' }, { channel: 'sms' }, { templateName: 'none' }] as const) {
      const { scans, indexes } = await plansOf(history({ scope: 'everybody', ...filter }));
      // The first of all kinds, and one entry only.
      expect(scans).toEqual(['Index Scan notification_kind']);
      expect([...indexes]).toEqual(['notification_kind', 'notification_pkey']);
    }
  });

  it('what changed is looked for, and how late messages go out, at the newest end of indexes', async () => {
    const { scans, indexes } = await plansOf(() => createChangeWatch(core.dataSource).look());
    expect(scans).toEqual(['Index Only Scan notification_pkey', 'Index Scan notification_ended']);
    expect([...indexes]).toContain('notification_lease');
    const status = await plansOf(createStatus(core, () => []));
    // Whether the table is there: its first row.
    expect(status.scans).toEqual(['Seq Scan ']);
    expect([...status.indexes]).toContain('notification_ended');
  });

  it.each<[string, Omit<Parameters<typeof latestAppointments>[1], 'limit'>, string]>([
    ['all', {}, 'appointment_start'],
    ['all from a place on', { after: { startsAt: new Date('2031-01-01'), id: 'apt-1' } }, 'appointment_start'],
    ['one client', { clientId: 'user-70' }, 'appointment_recipient'],
  ])('a page of the appointments of %s begins where an index says', async (_, filter, index) => {
    const page = () => latestAppointments(core.dataSource, { ...filter, limit: 50 });
    const { scans, indexes } = await plansOf(page, 'appointment');
    expect(scans).toEqual([]);
    expect([...indexes]).toContain(index);
  });

  it('an address on the suppression list is found on all channels by an index', async () => {
    await core.sql(
      `INSERT INTO suppression (channel, address, cause)
       SELECT 'email', 'c' || n || '@example.com', 'bounced' FROM generate_series(1, 3000) AS n`,
    );
    await core.sql('ANALYZE suppression');
    const query = { channel: undefined, address: 'c7@example.com', after: undefined, limit: 50 };
    const { scans, indexes } = await plansOf(() => readSuppressions(core.dataSource, query), 'suppression');
    expect({ scans, indexes: [...indexes] }).toEqual({ scans: [], indexes: ['suppression_once'] });
  });

  it('people are found by an index, and looked through from the newest', async () => {
    await core.sql(
      `INSERT INTO recipient (id, name, email, created_at)
       SELECT 'p-' || n, 'Client ' || md5(n::text), 'c' || n || '@example.com', now() - n * interval '1 second'
       FROM generate_series(1, 3000) AS n`,
    );
    await core.sql('ANALYZE recipient');
    const search = () => searchRecipients(core.dataSource, { text: 'nobody has this', limit: 50 });
    const { scans, indexes } = await plansOf(search, 'recipient');
    expect(scans).toEqual([]);
    expect([...indexes]).toEqual(['recipient_newest', 'recipient_search']);
  });

  it('everybody’s history by reason is filtered by jumping from kind to kind', async () => {
    for (const filter of [{ reason: 'rejected' }, { reason: 'superseded', channel: 'sms' }] as const) {
      const { scans, indexes } = await plansOf(history({ scope: 'everybody', ...filter }));
      expect(scans).toEqual([]);
      expect([...indexes]).toEqual(['notification_kind_reason', 'notification_pkey']);
    }
  });

  it.each<[string, () => Promise<unknown>, string[]]>([
    ['handing over what is due', () => dispatchDue(core, core.producer), ['notification_due']],
    ['sweeping up', () => sweep(core), ['notification_lease', 'notification_in_doubt']],
    ['claiming one', () => core.delivery.deliver(jobs[0]!), ['notification_pkey']],
    ['claiming two hundred', () => Promise.all(jobs.map((job) => core.delivery.deliver(job))), ['notification_pkey']],
    [
      'saying why a channel waits',
      () => explainWaiting({ ...core, providers: { ...core.providers, sms: { mode: 'not_configured' } } }),
      ['notification_unexplained', 'notification_waiting_expiry', 'notification_waiting_released'],
    ],
    ['resuming a channel', () => resumeConfigured(core), ['notification_waiting']],
    ['planning a booking', accept('booking.created'), ['notification_appointment', 'notification_pkey']],
    ['cancelling a booking', accept('booking.cancelled'), ['notification_appointment', 'notification_pkey']],
    [
      'planning a person anew',
      () => changePreferences(core, 'user-71', { reminder_hours: [5] }),
      ['notification_appointment'],
    ],
    [
      'following a new address',
      async () => {
        await putRecipient(core, 'user-72', { email: 'a@example.com' });
        await putRecipient(core, 'user-72', { email: 'b@example.com' });
      },
      ['notification_history'],
    ],
    [
      'erasing a person',
      () => erasePerson(core, core.producer, 'user-73'),
      ['notification_history', 'notification_erasing'],
    ],
    ['finishing erasures', () => finishErasures(core), ['notification_erasing']],
    [
      'progress of a bulk send',
      () => readBatchProgress(core.dataSource, '01930000-0000-7000-8000-0000000000b1'),
      ['notification_batch'],
    ],
    ['a page of history', history({}), ['notification_history']],
    ['the next page', history({ before: '01930000-0000-7000-8000-000000010000' }), ['notification_history']],
    ['history by channel and status', history({ channel: 'sms', status: 'failed' }), ['notification_history']],
    [
      'everybody’s history of one booking',
      history({ scope: 'everybody', appointmentId: 'apt-70' }),
      ['notification_appointment'],
    ],
    [
      'everybody’s history of one address',
      history({ scope: 'everybody', address: 'B@example.com' }),
      ['notification_address'],
    ],
    [
      'everybody’s history of what is in doubt',
      history({ scope: 'everybody', state: 'in_doubt' }),
      ['notification_in_doubt'],
    ],
    [
      'everybody’s history of what is being sent',
      history({ scope: 'everybody', state: 'sending' }),
      ['notification_lease'],
    ],
    [
      'everybody’s history of some days',
      history({ scope: 'everybody', from: new Date('2026-01-01'), to: new Date('2026-01-02') }),
      ['notification_pkey'],
    ],
    ['one user’s statistics', () => readStatistics(core.dataSource, { userId: USER }, 7), ['notification_history']],
    [
      'sending one again',
      () => resend(core, core.producer, jobs[1]!.id),
      ['notification_pkey', 'notification_dedupe', 'appointment_pkey'],
    ],
    [
      'redriving',
      () => redrive(core, { since: new Date(0), reason: 'rejected', limit: 10 }),
      ['notification_failed', 'notification_pkey'],
    ],
    ['history of one booking', history({ appointmentId: 'apt-70' }), ['notification_appointment']],
    ['the story of one booking', () => readStory(core, 'apt-70'), ['notification_appointment']],
    ['sending without a worker', () => core.delivery.deliverDue(1), ['notification_due', 'notification_pkey']],
  ])('%s reads no table from end to end', async (_, run, expected) => {
    const { scans, indexes } = await plansOf(run);
    expect(scans).toEqual([]);
    expect([...indexes]).toEqual(expect.arrayContaining(expected));
  });

  it('receipts are stored, matched, applied and read by indexes', async () => {
    await core.sql(
      `INSERT INTO receipt (id, dedupe_key, notification_id, provider, provider_message_id, event, is_proof, occurred_at, payload)
       SELECT gen_random_uuid(), 'key-' || n, CASE WHEN n % 10 > 0 THEN ('01930000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid END,
         'sendgrid', 'message-' || n, 'delivered', true, now(), '{}' FROM generate_series(1, 50000) AS n`,
    );
    await core.sql('ANALYZE receipt');
    const words = ['delivered', 'bounce', 'group_unsubscribe'];
    const told = jobs.flatMap(({ id }, n) => [
      { event: words[n % 3], timestamp: 1_795_341_600, notification_id: id, sg_message_id: `sent-${n}` },
      { event: words[n % 3], timestamp: 1_795_341_600, sg_message_id: `unknown-${n}` },
    ]);
    const run = async (): Promise<void> => {
      await receive(
        core,
        told.map((each) => readSendGridEvent(each)!),
      );
      await matchLateReceipts(core);
      await readHistoryDetail(core.dataSource.manager, jobs[0]!.id, 'everybody');
    };
    for (const table of ['notification', 'receipt']) expect(await plansOf(run, table)).toMatchObject({ scans: [] });
    const { indexes } = await plansOf(run, 'receipt');
    expect([...indexes]).toEqual(
      expect.arrayContaining([
        'receipt_dedupe',
        'receipt_notification',
        'notification_pkey',
        'notification_provider_message',
      ]),
    );
  });
});
