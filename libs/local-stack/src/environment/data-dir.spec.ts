import { describe, expect, it } from '@jest/globals';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataDirOf } from './data-dir.js';
import { repositoryRoot } from './environment.js';

describe('the data folder', () => {
  it('is .data in the checkout, from any working directory', () => {
    expect(dataDirOf({})).toBe(join(repositoryRoot, '.data'));
    expect(dataDirOf({ NOTIFICATIONS_DATA_DIR: '' })).toBe(join(repositoryRoot, '.data'));
  });

  it('is NOTIFICATIONS_DATA_DIR if that is set', () => {
    expect(dataDirOf({ NOTIFICATIONS_DATA_DIR: tmpdir() })).toBe(tmpdir());
    expect(dataDirOf({ NOTIFICATIONS_DATA_DIR: 'elsewhere' })).toBe(join(repositoryRoot, 'elsewhere'));
  });
});
