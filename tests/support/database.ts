import { randomBytes } from 'node:crypto';
import { openSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { createDataSource, migrate, populateTemplates } from '@booking/notifications-core';
import { Client } from 'pg';

export interface TestDatabase {
  readonly url: string;
  /** Also when connections are still open. */
  drop(): Promise<void>;
}

/**
 * A database of its own with the whole schema and the shipped templates, in about 50 ms: a copy of one that the
 * first caller of the run migrated.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const template = await ensureTemplate();
  const name = `booking_test_${fromRun('TEST_RUN_ID')}_${randomBytes(5).toString('hex')}`;
  await onServer(async (client) => {
    const database = client.escapeIdentifier(name);
    await client.query(`CREATE DATABASE ${database} TEMPLATE ${client.escapeIdentifier(template)}`);
    // As the embedded server has it, and any on an SSD should: plans are compared with it.
    await client.query(`ALTER DATABASE ${database} SET random_page_cost = 1.1`);
  });
  return {
    url: urlOf(name),
    drop: async () => {
      await onServer((client) => client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)} WITH (FORCE)`));
    },
  };
}

/** A Redis database that no other test file of the run uses (while there are enough of them), empty at first. */
export function testRedisUrl(): string {
  ownRedisDatabase ??= takeRedisDatabase();
  const url = new URL(fromRun('TEST_REDIS_URL'));
  url.pathname = `/${ownRedisDatabase}`;
  return url.href;
}

/** One per test file, because every file gets its own copy of this module. */
let ownRedisDatabase: number | undefined;

/** Files run in several processes: whoever creates the file of a number first has it. */
function takeRedisDatabase(): number {
  const databases = fromRun('TEST_REDIS_DATABASES').split(',').map(Number);
  for (let taken = 0; ; taken += 1) {
    try {
      closeSync(openSync(join(fromRun('TEST_RUN_DIR'), `redis-database-${taken}`), 'wx'));
      return databases[taken % databases.length]!;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

async function ensureTemplate(): Promise<string> {
  const name = `booking_test_${fromRun('TEST_RUN_ID')}_template`;
  await onServer(async (client) => {
    // One makes it, the others wait; the lock ends with the connection.
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [name]);
    const { rows } = await client.query<{ datistemplate: boolean }>(
      'SELECT datistemplate FROM pg_database WHERE datname = $1',
      [name],
    );
    if (rows[0]?.datistemplate === true) return;
    // There but not marked: whoever made it died half-way.
    const identifier = client.escapeIdentifier(name);
    await client.query(`DROP DATABASE IF EXISTS ${identifier} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${identifier}`);
    await fillDatabase(urlOf(name));
    await client.query(`ALTER DATABASE ${identifier} WITH IS_TEMPLATE true`);
  });
  return name;
}

/** Migrates an empty database and puts the shipped templates in. */
export async function fillDatabase(url: string): Promise<void> {
  const dataSource = createDataSource({ DATABASE_URL: url, DATABASE_POOL_SIZE: 2 }, 'test template');
  await dataSource.initialize();
  try {
    await migrate(dataSource);
    await populateTemplates(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

async function onServer<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: fromRun('TEST_DATABASE_URL') });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(fromRun('TEST_DATABASE_URL'));
  url.pathname = `/${database}`;
  return url.href;
}

function fromRun(variable: string): string {
  const value = process.env[variable];
  if (value === undefined)
    throw new Error(`${variable} is not set: these tests need servers, run them with \`npm test -- PATTERN\``);
  return value;
}
