import { QueryFailedError, type DataSource, type EntityManager } from 'typeorm';

/** What a statement needs: a data source, or the manager of a transaction. */
export type Sql = Pick<DataSource, 'query'>;

/**
 * Runs a statement whose last word is SELECT and gives back its rows. Changes are written as
 * `WITH changed AS (UPDATE … RETURNING …) SELECT * FROM changed`, so that all come back alike.
 */
export async function rows<T>(sql: Sql, statement: string, parameters: readonly unknown[]): Promise<T[]> {
  return sql.query<T[]>(statement, [...parameters]);
}

/** The clock that decides what is due. */
export async function databaseClock(sql: Sql): Promise<Date> {
  const [clock] = await rows<{ now: Date }>(sql, 'SELECT clock_timestamp() AS now', []);
  if (!clock) throw new Error('the database gave no answer');
  return clock.now;
}

/** Another process created or told of the same just now: start over, it is visible then. */
export class ConcurrentChange extends Error {
  override readonly name = 'ConcurrentChange';
}

/** Somebody got in the way: ours, Postgres' own, or a row that was about to be replaced when a worker began to send it. */
function isConflict(error: unknown): boolean {
  if (error instanceof ConcurrentChange) return true;
  if (!(error instanceof QueryFailedError)) return false;
  const { code, constraint } = error.driverError as { code?: string; constraint?: string };
  return code === SERIALIZATION_FAILURE || code === DEADLOCK || constraint === 'notification_dedupe';
}

const SERIALIZATION_FAILURE = '40001';
const DEADLOCK = '40P01';
const MOST_TRIES = 8;

/** Runs a statement, or a transaction, again when somebody got in its way; it has changed nothing by then. */
export async function retryConflicts<T>(run: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await run();
    } catch (error) {
      if (tries >= MOST_TRIES || !isConflict(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * tries));
    }
  }
}

/** A transaction that starts over when somebody got in its way: what `work` does beside the database it may do twice. */
export function inTransaction<T>(dataSource: DataSource, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  return retryConflicts(() => dataSource.transaction(work));
}

/** JSON as Postgres takes it: text from outside (a provider's answer) may hold NULs and halves of characters. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'string' ? part.replaceAll('\0', '').toWellFormed() : part,
  );
}
