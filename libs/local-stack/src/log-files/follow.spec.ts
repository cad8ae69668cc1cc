import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { follow } from './follow.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'follow-spec-'));
  file = join(folder, 'api.log');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('following a log', () => {
  const current = (): string => file;

  it('reads what is appended from now on, line by line', () => {
    writeFileSync(file, 'old\n');
    const follower = follow(current);
    expect(follower.read()).toEqual([]);
    appendFileSync(file, 'one\ntw');
    expect(follower.read()).toEqual(['one']);
    appendFileSync(file, 'o\n');
    expect(follower.read()).toEqual(['two']);
    follower.close();
  });

  it('reads a file that did not exist yet from its start', () => {
    const follower = follow(current);
    expect(follower.read()).toEqual([]);
    writeFileSync(file, 'first\n');
    expect(follower.read()).toEqual(['first']);
    follower.close();
  });

  it('loses nothing when the log is rotated, or emptied', () => {
    writeFileSync(file, '');
    const follower = follow(current);
    appendFileSync(file, 'before\n');
    renameSync(file, `${file}.1`);
    writeFileSync(file, 'after\n');
    expect(follower.read()).toEqual(['before', 'after']);
    truncateSync(file);
    expect(follower.read()).toEqual([]);
    appendFileSync(file, 'again\n');
    expect(follower.read()).toEqual(['again']);
    follower.close();
  });
});
