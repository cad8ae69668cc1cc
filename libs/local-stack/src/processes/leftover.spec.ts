import { afterEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { commandLineOf, isRunning } from './identity.js';
import { stopLeftover } from './leftover.js';

let child: ChildProcess | undefined;
afterEach(() => {
  child?.kill('SIGKILL');
});

async function live(script: string): Promise<number> {
  child = spawn(process.execPath, ['-e', `${script}; process.send('up'); setInterval(() => {}, 1000)`], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  await once(child, 'message');
  return child.pid!;
}

const QUICK = [
  { signal: 'SIGTERM', waitMs: 300 },
  { signal: 'SIGKILL', waitMs: 2_000 },
] as const;

describe('a process of an earlier run', () => {
  it('is known by its command line', async () => {
    const pid = await live('/* our folder */');
    expect(commandLineOf(pid)).toContain('our folder');
    expect(isRunning(pid, 'our folder', 'setInterval')).toBe(true);
    expect(isRunning(pid, 'another folder')).toBe(false);
  });

  it('is ended, and killed when it ignores the signal', async () => {
    const pid = await live(`/* our folder */ process.on('SIGTERM', () => {})`);
    expect(await stopLeftover(pid, ['our folder'], QUICK)).toBe(true);
    expect(isRunning(pid)).toBe(false);
  });

  it('is left alone when another process has its pid by now', async () => {
    const pid = await live('/* somebody else */');
    expect(await stopLeftover(pid, ['our folder'], QUICK)).toBe(false);
    expect(isRunning(pid, 'somebody else')).toBe(true);
  });

  it.each([Number.NaN, 0, -1, 2 ** 30])('is not searched by the pid %d', async (pid) => {
    expect(await stopLeftover(pid, [], QUICK)).toBe(false);
  });
});
