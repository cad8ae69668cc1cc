import { describe, expect, it } from '@jest/globals';
import type { Newest } from '../db/changes.js';
import { compare } from './changes.js';

const found = (...rows: Newest[]): Map<string, Newest> => new Map(rows.map((row) => [`${row.source} ${row.key}`, row]));
const ended = (id: string, at = '1'): Newest => ({ source: 'ended', type: 'notification', id, key: `${id} ${at}` });

describe('what changed between two looks', () => {
  it('is what is new', () => {
    expect(compare(found(ended('a')), found(ended('a'), ended('b')))).toEqual({
      changes: [{ type: 'notification', id: 'b' }],
      more: false,
    });
  });

  it('is what has ended again', () => {
    expect(compare(found(ended('a')), found(ended('a', '2'))).changes).toEqual([{ type: 'notification', id: 'a' }]);
  });

  it('is told once, however often it changed', () => {
    const planned: Newest = { source: 'planned', type: 'notification', id: 'a', key: 'a' };
    expect(compare(found(), found(planned, ended('a'))).changes).toHaveLength(1);
  });

  it('is a send that is over, whatever came of it', () => {
    const claimed: Newest = { source: 'claimed', type: 'notification', id: 'a', key: 'a 1' };
    expect(compare(found(claimed), found()).changes).toEqual([{ type: 'notification', id: 'a' }]);
  });

  it('is not what others have pushed out of sight', () => {
    expect(compare(found(ended('a')), found())).toEqual({ changes: [], more: false });
  });

  it('names no address', () => {
    const suppression: Newest = { source: 'suppression', type: 'suppression', id: null, key: 'an id' };
    expect(compare(found(), found(suppression)).changes).toEqual([{ type: 'suppression', id: null }]);
  });

  it('is no receipt that matches nothing', () => {
    const receipt: Newest = { source: 'receipt', type: 'notification', id: null, key: 'r' };
    expect(compare(found(), found(receipt)).changes).toEqual([]);
  });

  it('is bounded, and says that there is more', () => {
    const { changes, more } = compare(found(), found(...Array.from({ length: 100 }, (_, n) => ended(`n-${n}`))));
    expect(changes).toHaveLength(100);
    expect(more).toBe(true);
  });
});
