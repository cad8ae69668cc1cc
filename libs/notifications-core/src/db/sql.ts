import { QueryFailedError, type DataSource } from 'typeorm';

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

/** Postgres' names for "somebody got in the way, start over": serialization failure and deadlock. */
export function isConflict(error: unknown): boolean {
  const code = error instanceof QueryFailedError ? (error.driverError as { code?: string }).code : undefined;
  return code === '40001' || code === '40P01';
}

const MOST_TRIES = 5;

/** Runs a statement again that Postgres gave up to end a deadlock; it has changed nothing by then. */
export async function unlessDeadlocked<T>(run: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await run();
    } catch (error) {
      if (tries >= MOST_TRIES || !isConflict(error)) throw error;
    }
  }
}

/** JSON as Postgres takes it: text from outside (a provider's answer) may hold NULs and halves of characters. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'string' ? part.replaceAll('\0', '').toWellFormed() : part,
  );
}
