import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beginningOf } from '../processes/identity.js';
import { databaseUrlFor, redisUrlFor } from './addresses.js';
import {
  claimDataDir,
  livingParts,
  readLeftStack,
  readRunningStack,
  supervisorOf,
  writeRunningStack,
} from './running-stack.js';

let dataDir: string;
let supervisor: ChildProcess;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'running-stack-spec-'));
  // A process whose command line looks like a supervisor's.
  const script = join(dataDir, 'run.mjs');
  writeFileSync(script, `process.send('up'); setInterval(() => {}, 1000);`);
  supervisor = spawn(process.execPath, [script, 'start'], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  await once(supervisor, 'message');
});
afterEach(() => {
  supervisor.kill('SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

const claimOf = (pid: number) => `${pid}\n${beginningOf(pid)}\n`;

const stackOf = (pid: number) => ({
  pid,
  apiUrl: 'http://localhost:8000',
  workerUrl: 'http://localhost:8001',
  databaseUrl: 'postgres://127.0.0.1:1/notifications',
  redisUrl: 'redis://127.0.0.1:2/0',
  startedAt: '2026-12-01T00:00:00.000Z',
  pids: {},
});

describe('a data folder', () => {
  it('has one supervisor at a time', () => {
    writeFileSync(join(dataDir, 'supervisor.pid'), claimOf(supervisor.pid!));
    writeRunningStack(dataDir, stackOf(supervisor.pid!));
    expect(() => claimDataDir(dataDir)).toThrow(
      `Already running as process ${supervisor.pid} (API http://localhost:8000)`,
    );
  });

  it('is taken over from a supervisor that was killed, or whose pid another process has', async () => {
    writeFileSync(join(dataDir, 'supervisor.pid'), claimOf(supervisor.pid!));
    supervisor.kill('SIGKILL');
    await once(supervisor, 'exit');
    const release = claimDataDir(dataDir);
    expect(readFileSync(join(dataDir, 'supervisor.pid'), 'utf8')).toBe(claimOf(process.pid));
    release();
    expect(existsSync(join(dataDir, 'supervisor.pid'))).toBe(false);
    writeFileSync(join(dataDir, 'supervisor.pid'), '1');
    claimDataDir(dataDir)();
  });

  it('does not count as supervised by another stack that got the pid of a killed supervisor', () => {
    writeFileSync(join(dataDir, 'supervisor.pid'), `${supervisor.pid}\n12\n`);
    writeRunningStack(dataDir, stackOf(supervisor.pid!));
    expect(supervisorOf(dataDir)).toBeUndefined();
    expect(readRunningStack(dataDir)).toBeUndefined();
    claimDataDir(dataDir)();
    expect(readdirSync(dataDir)).toEqual(['run.mjs']);
  });

  it('knows which parts of a killed stack still run', () => {
    const pids = { api: supervisor.pid!, worker: 2 ** 30, redis: process.pid };
    writeRunningStack(dataDir, { ...stackOf(2 ** 30), pids });
    const left = readLeftStack(dataDir)!;
    expect(livingParts(left)).toEqual([
      { name: 'api', pid: supervisor.pid },
      { name: 'redis', pid: process.pid },
    ]);
    // Another process has the pid now.
    expect(livingParts({ ...left, beginnings: { ...left.beginnings, api: '12' } })).toEqual([
      { name: 'redis', pid: process.pid },
    ]);
  });
});

describe('other commands', () => {
  beforeEach(() => writeFileSync(join(dataDir, 'supervisor.pid'), claimOf(supervisor.pid!)));

  it('use the running stack, whose URLs only its owner can read', () => {
    writeRunningStack(dataDir, stackOf(supervisor.pid!));
    const environment = { NOTIFICATIONS_DATA_DIR: dataDir };
    expect(databaseUrlFor('migrate', environment)).toBe('postgres://127.0.0.1:1/notifications');
    expect(statSync(join(dataDir, 'stack.json')).mode & 0o777).toBe(0o600);
  });

  it('prefer DATABASE_URL', () => {
    writeRunningStack(dataDir, stackOf(supervisor.pid!));
    const environment = { NOTIFICATIONS_DATA_DIR: dataDir, DATABASE_URL: 'postgres://db/x' };
    expect(databaseUrlFor('migrate', environment)).toBe('postgres://db/x');
  });

  it('refuse an invalid DATABASE_URL or REDIS_URL without showing it', () => {
    const environment = { NOTIFICATIONS_DATA_DIR: dataDir, DATABASE_URL: 'secret@db', REDIS_URL: 'secret' };
    expect(() => databaseUrlFor('migrate', environment)).toThrow(/^DATABASE_URL must be a URL that starts with/);
    expect(() => redisUrlFor('queues', environment)).toThrow(/^REDIS_URL must be redis:/);
  });

  it('say what to do when nothing runs, even if a killed stack left its file', () => {
    writeRunningStack(dataDir, stackOf(2 ** 30));
    expect(readRunningStack(dataDir)).toBeUndefined();
    expect(() => databaseUrlFor('migrate', { NOTIFICATIONS_DATA_DIR: dataDir })).toThrow(
      'Nothing runs here and DATABASE_URL is not set: run `npm start` in another terminal',
    );
  });
});
