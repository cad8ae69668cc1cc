import { describe, expect, it } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { ConcurrentChange, ConflictsPersist, retryConflicts } from './sql.js';

const refused = (code: string): Error => new QueryFailedError('UPDATE', [], Object.assign(new Error('no'), { code }));

/** Fails with these errors, one after the other, then succeeds. */
function failing(...errors: Error[]): { run: () => Promise<string>; tries: () => number } {
  let tries = 0;
  return {
    run: () => {
      const error = errors[tries++];
      return error === undefined ? Promise.resolve('done') : Promise.reject(error);
    },
    tries: () => tries,
  };
}

describe('a transaction that meets others', () => {
  it('is tried again until it succeeds', async () => {
    const work = failing(new ConcurrentChange('x'), refused('40001'), refused('40P01'));
    expect(await retryConflicts(work.run)).toBe('done');
    expect(work.tries()).toBe(4);
  });

  it('gives up after eight tries with an error that says so', async () => {
    const work = failing(...Array.from({ length: 20 }, () => new ConcurrentChange('x')));
    await expect(retryConflicts(work.run)).rejects.toThrow(ConflictsPersist);
    expect(work.tries()).toBe(8);
  });

  it('is not tried again for an error of its own', async () => {
    const work = failing(refused('23514'));
    await expect(retryConflicts(work.run)).rejects.toThrow(QueryFailedError);
    expect(work.tries()).toBe(1);
  });
});
