import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from '@booking/local-stack';

/** A Redis server for one test file, which it may kill. */
export interface OwnRedis {
  readonly url: string;
  /** The power cut: everything in it is lost, unless it is durable. */
  kill(): Promise<void>;
  /** Runs again where it was: empty, or with all but the last second if it is durable. */
  start(): Promise<void>;
  /** It stands still: connections stay open, and nothing is answered until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** Its append-only files as text, if it is durable: every command that changed something. */
  written(): string;
  /** Ends it and removes what it wrote. */
  close(): Promise<void>;
}

export async function startOwnRedis({
  durable = false,
}: { /** Keeps an append-only file, as in production. */ durable?: boolean } = {}): Promise<OwnRedis> {
  const dataDir = mkdtempSync(join(tmpdir(), 'booking-own-redis-'));
  const never = (): void => undefined;
  const { url, supervised } = await startRedis({
    // Without REDIS_URL: a server of our own.
    environment: { PATH: process.env['PATH'] },
    dataDir,
    durable,
    say: never,
    events: { onDeath: never, onRestarted: never, onGiveUp: never },
    onSpawn: never,
  });
  if (supervised === undefined) throw new Error('this Redis is not ours');
  // Supervision would bring it back when we want it dead; from here on we do that ourselves.
  await supervised.stop();

  let child: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    const dying = child;
    child = undefined;
    if (dying === undefined) return;
    const gone = once(dying, 'exit');
    dying.kill('SIGKILL');
    await gone;
  };
  const onExit = (): void => void child?.kill('SIGKILL');
  process.once('exit', onExit);
  const start = async (): Promise<void> => {
    child = supervised.part.spawn();
    await supervised.part.ready(child, AbortSignal.timeout(10_000));
  };
  await start();
  return {
    url,
    kill,
    start,
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    written: () => {
      const folder = join(dataDir, 'redis', 'appendonlydir');
      if (!existsSync(folder)) return '';
      return readdirSync(folder)
        .map((file) => readFileSync(join(folder, file), 'latin1'))
        .join('');
    },
    close: async () => {
      await kill();
      process.off('exit', onExit);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
