import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secretIn } from './secret-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'secret-file-spec-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a secret file', () => {
  it('is made on first use and keeps its secret', () => {
    const first = secretIn(join(folder, 'one'));
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(secretIn(join(folder, 'one'))).toBe(first);
    expect(secretIn(join(folder, 'another'))).not.toBe(first);
  });

  it('becomes readable only by its owner, even if it was not', () => {
    const file = join(folder, 'copied');
    writeFileSync(file, 'copied from elsewhere\n');
    chmodSync(file, 0o644);
    expect(secretIn(file)).toBe('copied from elsewhere');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});
