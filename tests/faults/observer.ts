import type { Pool } from 'pg';
import type { Attempt, Change, Row } from './evidence.js';

/**
 * Triggers that note each change of a notification's state and each attempt as it is written, with the process that
 * wrote it. They stand in databases of tests only. A change that is rolled back is not noted.
 */
const TRIGGERS = `
  CREATE SCHEMA faults;
  CREATE TABLE faults.change (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    by text NOT NULL DEFAULT current_setting('application_name'),
    transaction text NOT NULL DEFAULT pg_current_xact_id()::text,
    id uuid NOT NULL, old_state text NOT NULL, new_state text NOT NULL,
    generation integer NOT NULL, old_fence integer NOT NULL, fence integer NOT NULL, lease_until timestamptz);
  CREATE TABLE faults.attempt (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    by text NOT NULL DEFAULT current_setting('application_name'),
    transaction text NOT NULL DEFAULT pg_current_xact_id()::text,
    id uuid NOT NULL, fence integer NOT NULL, outcome text NOT NULL, status integer, code text);

  CREATE FUNCTION faults.note_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO faults.change (id, old_state, new_state, generation, old_fence, fence, lease_until)
    VALUES (NEW.id, OLD.state, NEW.state, OLD.generation, OLD.fence, NEW.fence, OLD.lease_until);
    RETURN NULL; END $$;
  CREATE TRIGGER note_change AFTER UPDATE ON notification FOR EACH ROW
    WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION faults.note_change();

  CREATE FUNCTION faults.note_attempt() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO faults.attempt (id, fence, outcome, status, code)
    VALUES (NEW.notification_id, NEW.fence, NEW.outcome, NEW.provider_status, NEW.provider_code);
    RETURN NULL; END $$;
  CREATE TRIGGER note_attempt AFTER INSERT OR UPDATE OF outcome ON delivery_attempt FOR EACH ROW
    EXECUTE FUNCTION faults.note_attempt();`;

export async function observe(sql: Pool): Promise<void> {
  await sql.query(TRIGGERS);
}

/** The same database, under a name by which the triggers know who writes. */
export function namedUrl(databaseUrl: string, name: string): string {
  const url = new URL(databaseUrl);
  url.searchParams.set('application_name', name);
  return url.href;
}

/** Epoch milliseconds of a column, with their fraction. */
const ms = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** What Postgres knows of a run. */
export async function observed(sql: Pool): Promise<{ rows: Row[]; changes: Change[]; attempts: Attempt[] }> {
  const [rows, changes, attempts] = await Promise.all([
    sql.query<Row>(
      `SELECT id, state, reason, ${ms('expires_at')} AS "expiresAt", ${ms('ended_at')} AS "endedAt" FROM notification`,
    ),
    sql.query<Change>(
      `SELECT id, ${ms('at')} AS at, by, transaction, old_state AS "from", new_state AS "to", old_fence AS "oldFence",
         fence, ${ms('lease_until')} AS "leaseUntil" FROM faults.change ORDER BY number`,
    ),
    sql.query<Attempt>(
      `SELECT id, fence, ${ms('at')} AS at, by, transaction, outcome, status, code FROM faults.attempt ORDER BY number`,
    ),
  ]);
  return { rows: rows.rows, changes: changes.rows, attempts: attempts.rows };
}

/** Claims beyond the first of one hand-over. There must be none: a hand-over is for one claim. */
export async function claimsTooMany(sql: Pool): Promise<number> {
  const { rows } = await sql.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM (
       SELECT FROM faults.change WHERE new_state = 'sending' GROUP BY id, generation HAVING count(*) > 1) AS more`,
  );
  return rows[0]?.n ?? 0;
}

/** How many claims a process has made since an instant, in epoch milliseconds. */
export async function claimsSince(sql: Pool, by: string, at: number): Promise<number> {
  const { rows } = await sql.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM faults.change WHERE new_state = 'sending' AND by = $1 AND ${ms('at')} > $2`,
    [by, at],
  );
  return rows[0]?.n ?? 0;
}
