import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@booking/local-stack';
import { Client } from 'pg';
import { fillDatabase } from './database.js';

/** A Postgres server for one test, which it may crash. */
export interface OwnPostgres {
  /** Of a database with the whole schema and the shipped templates. */
  readonly url: string;
  /** `stop -m immediate`: no transaction is finished and nobody is told. Resolves when it is gone. */
  crash(): Promise<void>;
  /** Runs again where it was, with everything that was committed. */
  start(): Promise<void>;
  /** Cuts off every client of the database, in the middle of whatever it does. Returns how many there were. */
  terminateClients(): Promise<number>;
  /** Whether its process is there. One that cannot write its log ends by itself. */
  isRunning(): boolean;
  /** What it has written to its log. */
  logs(): string;
  /** Ends it and removes what it wrote. */
  close(): Promise<void>;
}

const DATABASE = 'booking';

export async function startOwnPostgres({
  folder = tmpdir(),
}: { /** Where its data goes. */ folder?: string } = {}): Promise<OwnPostgres> {
  const dataDir = mkdtempSync(join(folder, 'booking-own-postgres-'));
  // Passed through by Postgres' own user when the tests run as root.
  chmodSync(dataDir, 0o711);
  const never = (): void => undefined;
  const { url, supervised } = await startPostgres(
    {
      // Without DATABASE_URL: a server of our own.
      environment: { PATH: process.env['PATH'] },
      dataDir,
      durable: false,
      say: never,
      events: { onDeath: never, onRestarted: never, onGiveUp: never },
      onSpawn: never,
    },
    DATABASE,
  );
  if (supervised === undefined) throw new Error('this Postgres is not ours');
  await fillDatabase(url);
  // Supervision would bring it back when we want it dead; from here on we do that ourselves.
  await supervised.stop();

  let child: ChildProcess | undefined;
  const isRunning = (): boolean => child !== undefined && child.exitCode === null && child.signalCode === null;
  const crash = async (): Promise<void> => {
    const dying = child;
    const running = isRunning();
    child = undefined;
    if (dying === undefined || !running) return;
    const gone = once(dying, 'exit');
    dying.kill('SIGQUIT');
    await gone;
  };
  const onExit = (): void => void child?.kill('SIGQUIT');
  process.once('exit', onExit);
  const start = async (): Promise<void> => {
    child = supervised.part.spawn();
    await supervised.part.ready(child, AbortSignal.timeout(60_000));
  };
  await start();
  return {
    url,
    crash,
    start,
    isRunning,
    terminateClients: async () => {
      const client = new Client({ connectionString: url });
      await client.connect();
      try {
        const { rowCount } = await client.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid()`,
        );
        return rowCount ?? 0;
      } finally {
        await client.end();
      }
    },
    logs: () => readFileSync(supervised.part.logFile, 'utf8'),
    close: async () => {
      await crash();
      process.off('exit', onExit);
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
