import { describe, expect, it } from '@jest/globals';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataDirOf } from './data-dir.js';
import { repositoryRoot } from './environment.js';

describe('the data folder', () => {
  it('is .data in the checkout, wherever the command is typed', () => {
    expect(dataDirOf({})).toBe(join(repositoryRoot, '.data'));
    expect(dataDirOf({ NOTIFICATIONS_DATA_DIR: '' })).toBe(join(repositoryRoot, '.data'));
  });

  it('moves with NOTIFICATIONS_DATA_DIR', () => {
    expect(dataDirOf({ NOTIFICATIONS_DATA_DIR: tmpdir() })).toBe(tmpdir());
    expect(dataDirOf({ NOTIFICATIONS_DATA_DIR: 'elsewhere' })).toBe(join(repositoryRoot, 'elsewhere'));
  });
});
