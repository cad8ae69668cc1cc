import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claim, ownerOf } from './claim.js';
import { beginningOf } from './identity.js';

let folder: string;
let file: string;
let other: ChildProcess;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'claim-spec-'));
  file = join(folder, 'claim');
  other = spawn(process.execPath, ['-e', `process.send('up'); setInterval(() => {}, 1000)`], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  await once(other, 'message');
});
afterEach(() => {
  other.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const claimOf = (pid: number): string => `${pid}\n${beginningOf(pid)}\n`;

describe('a claim', () => {
  it('is ours when nobody has it', () => {
    expect(claim(file)).toBeUndefined();
    expect(readFileSync(file, 'utf8')).toBe(claimOf(process.pid));
    expect(ownerOf(file)).toBe(process.pid);
    expect(readdirSync(folder)).toEqual(['claim']);
  });

  it('stays with a process that runs', () => {
    writeFileSync(file, claimOf(other.pid!));
    expect(claim(file)).toBe(other.pid);
    expect(readFileSync(file, 'utf8')).toBe(claimOf(other.pid!));
    expect(readdirSync(folder)).toEqual(['claim']);
  });

  it('without a start time stays with the process that has the pid', () => {
    writeFileSync(file, String(other.pid));
    expect(claim(file)).toBe(other.pid);
  });

  it.each([
    ['of a process that has ended', () => claimOf(other.pid!)],
    ['of a process whose pid another process has by now', () => `${process.ppid}\n12\n`],
    ['of an earlier run that had our pid', () => String(process.pid)],
    ['that is empty', () => ''],
  ])('%s is taken over', async (_whose, written) => {
    writeFileSync(file, written());
    other.kill('SIGKILL');
    await once(other, 'exit');
    expect(ownerOf(file) ?? process.pid).toBe(process.pid);
    expect(claim(file)).toBeUndefined();
    expect(readFileSync(file, 'utf8')).toBe(claimOf(process.pid));
  });

  it('of a process that cannot have made it is taken over', () => {
    writeFileSync(file, claimOf(other.pid!));
    expect(claim(file, () => false)).toBeUndefined();
  });

  it('goes to one of several processes that try at once', async () => {
    const script = `
      const { claim } = await import(${JSON.stringify(new URL('claim.js', import.meta.url).href)});
      process.on('message', () => process.send({ owner: claim(${JSON.stringify(file)}) ?? process.pid }));
      process.send('up');
      setInterval(() => {}, 1000);`;
    const rivals = [1, 2, 3, 4].map(() =>
      spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }),
    );
    try {
      await Promise.all(rivals.map((rival) => once(rival, 'message')));
      // A stale claim, which all of them try to replace.
      writeFileSync(file, `${2 ** 22 + 1}\n12\n`);
      const answers = rivals.map((rival) => once(rival, 'message') as Promise<[{ owner: number }]>);
      for (const rival of rivals) rival.send('go');
      const owners = (await Promise.all(answers)).map(([{ owner }]) => owner);
      expect(new Set(owners).size).toBe(1);
      expect(rivals.map(({ pid }) => pid)).toContain(owners[0]);
    } finally {
      for (const rival of rivals) rival.kill('SIGKILL');
    }
  });
});
