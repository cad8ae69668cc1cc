import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimDataDir, databaseUrlFor, readRunningStack, writeRunningStack } from './running-stack.js';

let dataDir: string;
let supervisor: ChildProcess;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'running-stack-spec-'));
  // Looks like a supervisor to those who read command lines.
  const script = join(dataDir, 'run.mjs');
  writeFileSync(script, `process.send('up'); setInterval(() => {}, 1000);`);
  supervisor = spawn(process.execPath, [script, 'start'], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  await once(supervisor, 'message');
});
afterEach(() => {
  supervisor.kill('SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

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
    writeFileSync(join(dataDir, 'supervisor.pid'), String(supervisor.pid));
    writeRunningStack(dataDir, stackOf(supervisor.pid!));
    expect(() => claimDataDir(dataDir)).toThrow(
      `Already running as process ${supervisor.pid} (API http://localhost:8000)`,
    );
  });

  it('is taken over from a supervisor that was killed, or whose pid is somebody else', async () => {
    writeFileSync(join(dataDir, 'supervisor.pid'), String(supervisor.pid));
    supervisor.kill('SIGKILL');
    await once(supervisor, 'exit');
    const release = claimDataDir(dataDir);
    expect(readFileSync(join(dataDir, 'supervisor.pid'), 'utf8')).toBe(String(process.pid));
    release();
    expect(existsSync(join(dataDir, 'supervisor.pid'))).toBe(false);
    writeFileSync(join(dataDir, 'supervisor.pid'), '1');
    claimDataDir(dataDir)();
  });
});

describe('other commands', () => {
  it('use the running stack, whose addresses only its owner can read', () => {
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

  it('say what to do when nothing runs, also when a killed stack left its file', () => {
    writeRunningStack(dataDir, stackOf(2 ** 30));
    expect(readRunningStack(dataDir)).toBeUndefined();
    expect(() => databaseUrlFor('migrate', { NOTIFICATIONS_DATA_DIR: dataDir })).toThrow(
      'Nothing runs here and DATABASE_URL is not set: run `npm start` in another terminal',
    );
  });
});
