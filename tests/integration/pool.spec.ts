import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createDataSource, createPostgresProbe, isDatabaseOutage } from '@booking/notifications-core';
import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { statementsOf } from '../support/statements.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/world.js';

const SIZE = 4;
const GIVES_UP_AFTER_MS = 300;

let database: TestDatabase;
let link: TcpProxy;
let dataSource: DataSource;
beforeEach(async () => {
  database = await createTestDatabase();
  link = await startTcpProxy(database.url);
  dataSource = await createDataSource(
    { DATABASE_URL: link.url, DATABASE_POOL_SIZE: SIZE },
    'pool test',
    GIVES_UP_AFTER_MS,
  ).initialize();
});
afterEach(async () => {
  await dataSource.destroy();
  await link.cut();
  await database.drop();
});

/** As many at once as the pool has connections. */
function askWithAll(): Promise<('answered' | 'failed')[]> {
  return Promise.all(
    Array.from({ length: SIZE }, () =>
      dataSource.query('SELECT pg_sleep(0.1)').then(
        () => 'answered' as const,
        () => 'failed' as const,
      ),
    ),
  );
}

async function backendPid(): Promise<number> {
  const [row] = await dataSource.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid');
  return row?.pid ?? 0;
}

describe('the pool of connections to Postgres', () => {
  it('gives up a connection that leads nowhere after one failure, and works as soon as the path is back', async () => {
    expect(await askWithAll()).toEqual(Array(SIZE).fill('answered'));
    link.strand();
    expect(await askWithAll()).toEqual(Array(SIZE).fill('failed'));
    expect(await askWithAll()).toEqual(Array(SIZE).fill('answered'));
  });

  it('gives up a connection whose transaction got no answer, its ROLLBACK included', async () => {
    const failed = dataSource.transaction(async (manager) => {
      await manager.query('SELECT 1');
      link.strand();
      await manager.query('SELECT 1');
    });
    await expect(failed).rejects.toThrow('Query read timeout');
    expect(await askWithAll()).toEqual(Array(SIZE).fill('answered'));
  });

  it('calls it an outage that the server ended the session of a transaction between two statements', async () => {
    const failed = dataSource.transaction(async (manager) => {
      const [mine] = await manager.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid');
      await dataSource.query('SELECT pg_terminate_backend($1)', [mine?.pid]);
      await until(
        'the loss is known',
        () => manager.queryRunner?.isReleased,
        (released) => released === true,
      );
      await manager.query('SELECT 1');
    });
    expect(isDatabaseOutage(await failed.catch((error: unknown) => error))).toBe(true);
  });

  it('gives up a connection to a primary that became a standby', async () => {
    const before = await backendPid();
    // What a standby answers to every change.
    await dataSource.query('SET default_transaction_read_only = on');
    await expect(dataSource.query(`DELETE FROM suppression`)).rejects.toThrow('read-only');
    await expect(dataSource.query(`DELETE FROM suppression`)).resolves.toBeDefined();
    expect(await backendPid()).not.toBe(before);
  });

  it('keeps a connection whose statement was refused or took too long, because it is a good one', async () => {
    const before = await backendPid();
    await expect(dataSource.query('SELECT no_such_column')).rejects.toThrow('no_such_column');
    await expect(dataSource.query('SELECT pg_sleep(2)')).rejects.toThrow('statement timeout');
    expect(await backendPid()).toBe(before);
  });
});

describe('readiness', () => {
  it('costs one statement, however many ask at once', async () => {
    const postgresIsUp = createPostgresProbe({ dataSource });
    const answers: boolean[] = [];
    const asked = await statementsOf(async () => {
      answers.push(...(await Promise.all(Array.from({ length: 200 }, postgresIsUp))));
    });
    expect(answers).toEqual(Array(200).fill(true));
    expect(asked).toHaveLength(1);
  });

  it('is refused on a standby, which takes no changes', async () => {
    // A stand-in for the function of Postgres, in front of it: a real standby would need a second server.
    await dataSource.query(`CREATE FUNCTION public.pg_is_in_recovery() RETURNS boolean LANGUAGE sql AS 'SELECT true'`);
    const { pathname } = new URL(database.url);
    await dataSource.query(`ALTER DATABASE "${pathname.slice(1)}" SET search_path = public, pg_catalog`);
    await dataSource.destroy();
    await dataSource.initialize();
    expect(await createPostgresProbe({ dataSource })()).toBe(false);
  });

  it('is refused where nothing was migrated', async () => {
    await dataSource.query('ALTER TABLE notification RENAME TO elsewhere');
    expect(await createPostgresProbe({ dataSource })()).toBe(false);
  });
});
