import type { DataSource } from 'typeorm';

/** What a statement needs: a data source, or the manager of a transaction. */
export type Sql = Pick<DataSource, 'query'>;

/**
 * Runs a statement whose last word is SELECT and gives back its rows. Changes are written as
 * `WITH changed AS (UPDATE … RETURNING …) SELECT * FROM changed`, so that all come back alike.
 */
export async function rows<T>(sql: Sql, statement: string, parameters: readonly unknown[]): Promise<T[]> {
  return sql.query<T[]>(statement, [...parameters]);
}
