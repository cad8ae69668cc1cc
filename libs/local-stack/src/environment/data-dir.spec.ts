import { describe, expect, it } from '@jest/globals';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataDirOf, makeDataDir } from './data-dir.js';
import { repositoryRoot, UserError } from './environment.js';

describe('the data folder', () => {
  it('is .data in the checkout, from any working directory', () => {
    expect(dataDirOf({})).toBe(join(repositoryRoot, '.data'));
    expect(dataDirOf({ NOTIFICATIONS_DATA_DIR: '' })).toBe(join(repositoryRoot, '.data'));
  });

  it('is NOTIFICATIONS_DATA_DIR if that is set', () => {
    expect(dataDirOf({ NOTIFICATIONS_DATA_DIR: tmpdir() })).toBe(tmpdir());
    expect(dataDirOf({ NOTIFICATIONS_DATA_DIR: 'elsewhere' })).toBe(join(repositoryRoot, 'elsewhere'));
  });

  it('is refused in one line that names the variable where no folder can be made', () => {
    for (const folder of ['/dev/null/data', '/proc/data/deep']) {
      expect(() => makeDataDir(folder)).toThrow(UserError);
      expect(() => makeDataDir(folder)).toThrow(/cannot be written \(E\w+\): .*NOTIFICATIONS_DATA_DIR[^\n]*$/);
    }
  });
});
