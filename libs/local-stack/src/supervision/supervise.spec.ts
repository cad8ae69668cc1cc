import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../environment/environment.js';
import { isRunning } from '../processes/identity.js';
import { spawnLogged } from '../processes/logged-process.js';
import type { Part } from './part.js';
import { restartDelayMs, supervise, type Supervised } from './supervise.js';

/** Scripts of real processes. One is ready once it has said so. */
const SAY_READY = `process.send('ready');`;
const LIVE = `setInterval(() => {}, 1000);`;

let folder: string;
let supervised: Supervised | undefined;
const deaths: string[] = [];
const delays: number[] = [];
let restarts = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'supervisor-spec-'));
  deaths.length = 0;
  delays.length = 0;
  restarts = 0;
});

afterEach(async () => {
  await supervised?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function part(script: string, overrides: Partial<Part> = {}): Part {
  return {
    name: 'part',
    logFile: join(folder, 'part.log'),
    spawn: () => spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] }),
    ready: async (child: ChildProcess) => {
      await once(child, 'message');
    },
    stopSignal: 'SIGTERM',
    hurrySignal: 'SIGKILL',
    graceMs: 2_000,
    ...overrides,
  };
}

function run(given: Part): { gaveUp: Promise<Error>; restarted: Promise<void> } {
  let onGiveUp: (error: Error) => void = () => undefined;
  let onRestarted: () => void = () => undefined;
  const gaveUp = new Promise<Error>((resolve) => (onGiveUp = resolve));
  const restarted = new Promise<void>((resolve) => (onRestarted = resolve));
  supervised = supervise(given, {
    onDeath: (_part, how, delay) => {
      deaths.push(how);
      delays.push(delay);
    },
    onRestarted: () => {
      restarts += 1;
      onRestarted();
    },
    onGiveUp,
  });
  return { gaveUp, restarted };
}

describe('a supervised part', () => {
  it('is started again after it was killed', async () => {
    const { restarted } = run(part(SAY_READY + LIVE));
    await supervised!.started;
    const first = supervised!.pid!;
    process.kill(first, 'SIGKILL');
    await restarted;
    expect(deaths).toEqual(['by SIGKILL']);
    expect(restarts).toBe(1);
    expect(supervised!.pid).not.toBe(first);
    expect(isRunning(supervised!.pid!)).toBe(true);
  });

  it('is given up after five deaths, with longer and longer pauses between restarts', async () => {
    const { gaveUp } = run(part('process.exit(7)'));
    const error = await gaveUp;
    expect(error.message).toBe('part ended 5 times within a minute, the last time with exit code 7.');
    expect(delays).toEqual([250, 500, 1_000, 2_000]);
    expect(supervised!.pid).toBeUndefined();
    await expect(supervised!.started).rejects.toBe(error);
  });

  it('is killed and started again when it cannot become ready', async () => {
    let attempts = 0;
    const { restarted } = run(
      part(SAY_READY + LIVE, {
        ready: async (child) => {
          await once(child, 'message');
          attempts += 1;
          if (attempts === 1) throw new Error('it does not answer');
        },
      }),
    );
    await restarted;
    expect(deaths).toEqual(['because it does not answer']);
  });

  it('is not started again when it refuses a setting', async () => {
    const refusal = new UserError('SETTING must be mended');
    const { gaveUp } = run(
      part(`process.send('refused', () => process.exit(1));` + LIVE, {
        ready: async (child) => {
          await once(child, 'message');
          throw refusal;
        },
      }),
    );
    expect(await gaveUp).toBe(refusal);
    expect(deaths).toEqual([]);
    await expect(supervised!.started).rejects.toBe(refusal);
  });

  it('is given up when its log file cannot be written', async () => {
    const spawnInto = (): ChildProcess => spawnLogged(process.execPath, ['-e', LIVE], folder);
    const { gaveUp } = run(part('', { spawn: spawnInto, ready: () => never() }));
    expect((await gaveUp).message).toBe(`${folder} cannot be written (EISDIR): run this as its owner, or remove it.`);
  });

  it('reports that its program is missing', async () => {
    const missing = join(folder, 'no-such-program');
    const { gaveUp } = run(part('', { spawn: () => spawn(missing, { stdio: 'ignore' }), ready: () => never() }));
    expect((await gaveUp).message).toContain('because it could not be started');
  });

  it('can finish its work when it is stopped, and is not started again', async () => {
    const file = join(folder, 'finished');
    const script = `process.on('SIGTERM', () => { require('fs').writeFileSync(${JSON.stringify(file)}, 'yes'); process.exit(0); });`;
    run(part(script + SAY_READY + LIVE));
    await supervised!.started;
    await supervised!.stop();
    expect(readFileSync(file, 'utf8')).toBe('yes');
    expect(supervised!.pid).toBeUndefined();
    expect(deaths).toEqual([]);
  });

  it('is killed when it ignores the request to stop for longer than its grace', async () => {
    run(part(`process.on('SIGTERM', () => {});` + SAY_READY + LIVE, { graceMs: 200 }));
    await supervised!.started;
    const pid = supervised!.pid!;
    await supervised!.stop();
    expect(isRunning(pid)).toBe(false);
  });

  it('ends at once when the stop is hurried', async () => {
    run(part(`process.on('SIGTERM', () => {});` + SAY_READY + LIVE, { graceMs: 60_000 }));
    await supervised!.started;
    const stopped = supervised!.stop();
    supervised!.hurry();
    await stopped;
    expect(supervised!.pid).toBeUndefined();
  });

  it('can be stopped before it is ready', async () => {
    run(part(LIVE, { ready: () => never() }));
    await supervised!.stop();
    await expect(supervised!.started).rejects.toThrow('part was stopped before it was ready');
  });
});

describe('the back-off', () => {
  it('doubles from a quarter of a second up to ten seconds', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 20].map(restartDelayMs)).toEqual([
      250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000,
    ]);
  });
});

const never = (): Promise<void> => new Promise(() => undefined);
