import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installRedis } from './install-redis.js';

/** A machine with a shell and the programs that the tests add. */
let path: string;
let said: string[];
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'redis-install-spec-'));
  symlinkSync('/bin/sh', join(path, 'sh'));
  symlinkSync('/usr/bin/env', join(path, 'env'));
  said = [];
});
afterEach(() => rmSync(path, { recursive: true, force: true }));

const calls = '/calls';
function program(name: string, script: string): void {
  writeFileSync(join(path, name), `#!/bin/sh\necho "${name} $*" >> "${path}${calls}"\n${script}\n`);
  chmodSync(join(path, name), 0o755);
}

const called = (): string => (existsSync(path + calls) ? readFileSync(path + calls, 'utf8') : '');

async function install(): Promise<string> {
  try {
    await installRedis({ environment: { PATH: path }, say: (line) => said.push(line) });
    return 'installed';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a machine without Redis', () => {
  it('gets it from Homebrew and says so', async () => {
    program('brew', '');
    expect(await install()).toBe('installed');
    expect(said).toEqual(['Redis is not installed: installing it with Homebrew …']);
    expect(called()).toBe('brew install --quiet redis\n');
  });

  it('gets it from apt-get, as root or with sudo without a password', async () => {
    program('apt-get', '');
    program('sudo', 'exit 0');
    expect(await install()).toBe('installed');
    expect(said).toEqual([expect.stringMatching(/installing it with (sudo )?apt-get …$/)]);
    if (process.getuid?.() !== 0) expect(called()).toMatch(/sudo -n .*apt-get .*install .*redis-server/);
    else expect(said[0]).not.toContain('sudo');
  });

  it('shows the error and the one command to type when the installation fails', async () => {
    program('brew', 'echo "no bottle" >&2; exit 1');
    expect(await install()).toBe(
      'Redis could not be installed:\nno bottle\nInstall it by hand (brew install redis), or set REDIS_URL, then run this again.',
    );
  });

  it.each([
    ['dnf', 'sudo dnf install valkey'],
    ['apk', 'apk add redis'],
    ['pacman', 'sudo pacman -S valkey'],
    ['nothing-like-it', 'brew install redis'],
  ])('shows what to type when it may not install anything (%s)', async (manager, typed) => {
    program(manager, 'exit 1');
    expect(await install()).toBe(
      `Redis is needed and not installed. Type: ${typed}   (or set REDIS_URL), then run this again.`,
    );
    expect(called()).toBe('');
  });
});
