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
  const applied = new Set(found.rows.map(({ name }) => name));
  const { migrations = [] } = createDataSource({ DATABASE_URL: url, DATABASE_POOL_SIZE: 2 }, 'cli').options;
  const known = Object.values(migrations) as { name: string }[];
  return known.filter(({ name }) => !applied.has(name)).length;
}
