import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { followFiles } from './follow-files.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'follow-files-spec-'));
  mkdirSync(join(folder, 'notifications'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('files that are followed', () => {
  it('are told when one is written, and when an editor puts another in its place, until the end', async () => {
    const over = new AbortController();
    const told: (readonly string[])[] = [];
    const write = (name: string): void => writeFileSync(join(folder, 'notifications', name), 'text');
    const followed = followFiles(folder, over.signal, (files) => {
      told.push(files);
      if (told.length === 1) {
        writeFileSync(join(folder, 'draft'), 'text');
        renameSync(join(folder, 'draft'), join(folder, 'notifications', 'b.txt'));
      } else over.abort();
      return Promise.resolve();
    });
    write('a.txt');
    await followed;
    expect(told).toEqual([[join('notifications', 'a.txt')], [join('notifications', 'b.txt')]]);
  });

  it('are left at once when the end comes and nothing has changed', async () => {
    const over = new AbortController();
    const followed = followFiles(folder, over.signal, () => Promise.reject(new Error('nothing has changed')));
    over.abort();
    await expect(followed).resolves.toBeUndefined();
  });
});
