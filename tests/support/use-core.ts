import { afterEach, beforeEach } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { liveEnvironment, openCore, type Core } from './core.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { startFakeProvider, type FakeProvider } from './fake-provider.js';
import { opened } from './opened.js';

type Environment = Readonly<Record<string, string>>;

export interface CoreOptions {
  /** Over `liveEnvironment`, which names no Redis. A function is asked when the hooks run. */
  readonly environment?: Environment | (() => Environment);
  /** Empties every table but those of templates before each test. Default true. */
  readonly emptied?: boolean;
}

/** One process' worth of the core on a database of its own, sending to a fake provider of its own. */
export interface CoreUnderTest extends Core {
  readonly database: TestDatabase;
  readonly fake: FakeProvider;
  /** Rows of one statement. */
  sql<T = unknown>(statement: string, parameters?: unknown[]): Promise<T[]>;
  /** Another process on the same database and provider, until the end of the test. */
  open(environment?: Environment): Promise<Core>;
}

/** Registers the hooks that open a core, forget what the test before left, and close the core again. */
export function useCore({ environment = {}, emptied = true }: CoreOptions = {}): CoreUnderTest {
  let tables: string;
  const others: Core[] = [];
  const closeOthers = (): Promise<unknown> => Promise.all(others.splice(0).map((other) => other.close()));

  const core = opened<CoreUnderTest>(
    async () => {
      const [database, fake] = await Promise.all([createTestDatabase(), startFakeProvider()]);
      const open = (changes: Environment): Promise<Core> => openCore(liveEnvironment(database, fake, changes));
      const given = typeof environment === 'function' ? environment() : environment;
      const main = await open(given);
      tables = await tablesOf(main.dataSource);
      return {
        ...main,
        database,
        fake,
        sql: (statement, parameters) => main.dataSource.query(statement, parameters),
        open: async (changes = {}) => {
          const other = await open({ ...given, ...changes });
          others.push(other);
          return other;
        },
      };
    },
    async (it) => {
      await closeOthers();
      await it.close();
      await it.fake.close();
      await it.database.drop();
    },
  );
  beforeEach(async () => {
    core.fake.clear();
    if (emptied) await core.sql(`TRUNCATE ${tables}`);
  });
  afterEach(closeOthers);
  return core;
}

/** All that tests fill; statistics and analytics follow the notifications, and processes keep the signing key in memory. */
async function tablesOf(dataSource: DataSource): Promise<string> {
  const rows = await dataSource.query<{ name: string }[]>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'
     AND tablename NOT LIKE 'statistics\\_%' AND tablename NOT LIKE 'analytics\\_%' AND tablename NOT IN ('migrations', 'template', 'template_version', 'signing_key')`,
  );
  return rows.map(({ name }) => name).join(', ');
}
