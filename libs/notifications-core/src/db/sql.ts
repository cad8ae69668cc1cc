import { setTimeout as wait } from 'node:timers/promises';
import { QueryFailedError, type DataSource, type EntityManager } from 'typeorm';

/** Runs statements: a data source, or the manager of a transaction. */
export type Sql = Pick<DataSource, 'query'>;

/**
 * Runs a statement that ends in SELECT and returns its rows. Changes are written as `WITH changed AS (UPDATE …
 * RETURNING …) SELECT * FROM changed`, so that all statements return rows in the same way.
 */
export async function rows<T>(sql: Sql, statement: string, parameters: readonly unknown[]): Promise<T[]> {
  return sql.query<T[]>(statement, [...parameters]);
}

/** The database's clock, which decides what is due. */
export async function databaseClock(sql: Sql): Promise<Date> {
  const [clock] = await rows<{ now: Date }>(sql, 'SELECT clock_timestamp() AS now', []);
  if (!clock) throw new Error('the database gave no answer');
  return clock.now;
}

/** Another transaction created the same row just now. The work starts over and then sees that row. */
export class ConcurrentChange extends Error {
  override readonly name = 'ConcurrentChange';
}

/**
 * Whether another transaction got in the way: a `ConcurrentChange`, a conflict in Postgres, or a worker that began to
 * send a row just before it was replaced.
 */
function isConflict(error: unknown): boolean {
  if (error instanceof ConcurrentChange) return true;
  if (!(error instanceof QueryFailedError)) return false;
  const { code, constraint } = error.driverError as { code?: string; constraint?: string };
  return code === SERIALIZATION_FAILURE || code === DEADLOCK || constraint === 'notification_dedupe';
}

const SERIALIZATION_FAILURE = '40001';
const DEADLOCK = '40P01';

/** About a second of waiting in all: a crowd around one booking is through by then. */
const MOST_TRIES = 8;
const FIRST_WAIT_MS = 10;
const LONGEST_WAIT_MS = 500;

/**
 * Other transactions got in the way at every try. Nothing was changed, and it is worth trying again later. The last
 * conflict is the `cause`.
 */
export class ConflictsPersist extends Error {
  override readonly name = 'ConflictsPersist';
}

/**
 * Runs a statement or transaction again if another transaction got in its way: up to 8 tries, with waits that grow. The
 * failed try has changed nothing.
 * @throws {ConflictsPersist} after the last try.
 */
export async function retryConflicts<T>(run: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await run();
    } catch (error) {
      if (!isConflict(error)) throw error;
      if (tries >= MOST_TRIES) throw new ConflictsPersist('others were faster at every try', { cause: error });
      await wait(Math.random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries));
    }
  }
}

/**
 * A transaction that starts over if another one got in its way. So `work` may run more than once: its effects outside
 * the database must allow for that.
 * @throws {ConflictsPersist} when others got in its way at every try.
 */
export function inTransaction<T>(dataSource: DataSource, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  return retryConflicts(() => dataSource.transaction(work));
}

/**
 * JSON that Postgres can store: NULs are removed and halves of surrogate pairs replaced. Text from outside, such as a
 * provider's answer, may have them.
 */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'string' ? part.replaceAll('\0', '').toWellFormed() : part,
  );
}
