import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { createDataSource } from './data-source.js';
import { rows, type Sql } from './sql.js';

/** @throws when Postgres does not answer, was not migrated, or is a standby, which takes no changes. */
export async function askSchema(sql: Sql): Promise<void> {
  const [found] = await rows<{ standby: boolean }>(
    sql,
    'SELECT pg_is_in_recovery() AS standby WHERE NOT EXISTS (SELECT FROM notification LIMIT 0)',
    [],
  );
  if (found?.standby !== false) throw new Error('Postgres is a standby: it takes no changes');
}

/** The version of Postgres as it counts itself: 150004 is 15.4. */
export async function postgresVersion(sql: Sql): Promise<number> {
  const [row] = await rows<{ server_version_num: string }>(sql, 'SHOW server_version_num', []);
  return Number(row?.server_version_num);
}

/** Whether every migration of this release was applied. */
export async function isMigrated(dataSource: DataSource): Promise<boolean> {
  return !(await dataSource.showMigrations());
}

/** The database's clock, in milliseconds since 1970. */
export async function databaseClock(sql: Sql): Promise<number> {
  const [row] = await rows<{ ms: number }>(
    sql,
    'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms',
    [],
  );
  return row?.ms ?? Number.NaN;
}

/** Names of the migrations of this release that the database lacks, in their order. All of them if it has none. */
export async function pendingMigrations(dataSource: DataSource): Promise<string[]> {
  const [found] = await rows<{ migrated: boolean }>(
    dataSource,
    `SELECT to_regclass('migrations') IS NOT NULL AS migrated`,
    [],
  );
  const applied =
    found?.migrated === true ? await rows<{ name: string }>(dataSource, 'SELECT name FROM migrations', []) : [];
  return missingOf(dataSource, applied);
}

function missingOf(
  { options: { migrations = [] } }: DataSource,
  applied: readonly { readonly name: string }[],
): string[] {
  const names = new Set(applied.map(({ name }) => name));
  return (Object.values(migrations) as { name: string }[]).map(({ name }) => name).filter((name) => !names.has(name));
}

/** The state of a database. */
export interface SchemaFound {
  /** Version of Postgres, such as `15.4`. */
  readonly version: string;
  /** How many migrations of this release are missing. `null`: none was ever applied. */
  readonly missing: number | null;
}

/**
 * Reads the state of a database over its own connection, so that the caller may give up on a frozen server.
 * @param connectWithinMs how long connecting may take.
 * @throws the error of the connection or the query.
 */
export async function lookAtSchema(url: string, connectWithinMs: number): Promise<SchemaFound> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: connectWithinMs });
  // A connection that breaks during a query rejects the query as well.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const found = await client.query<{ version: string; migrated: boolean }>(
      `SELECT split_part(current_setting('server_version'), ' ', 1) AS version,
                to_regclass('migrations') IS NOT NULL AS migrated`,
    );
    const { version = '', migrated = false } = found.rows[0] ?? {};
    return { version, missing: migrated ? await missingMigrations(client, url) : null };
  } finally {
    // Not awaited, because a frozen server would never confirm it.
    void client.end().catch(() => undefined);
  }
}

async function missingMigrations(client: Client, url: string): Promise<number> {
  const found = await client.query<{ name: string }>('SELECT name FROM migrations');
  return missingOf(createDataSource({ DATABASE_URL: url, DATABASE_POOL_SIZE: 2 }, 'cli'), found.rows).length;
}
