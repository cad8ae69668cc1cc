import { describe, expect, it } from '@jest/globals';
import { stripVTControlCharacters } from 'node:util';
import { tableLines } from './table.js';

const ROWS = [
  { cells: ['a', 'jane.doe@example.com'], note: 'rejected: the provider refuses it' },
  { cells: ['longer', 'jim@example.com'] },
];
const plain = (width: number): string[] => tableLines(['one', 'two'], ROWS, width).map(stripVTControlCharacters);

describe('a table', () => {
  it('stands in columns, with a remark below its row', () => {
    expect(plain(80)).toEqual([
      'one     two',
      'a       jane.doe@example.com',
      '  └ rejected: the provider refuses it',
      'longer  jim@example.com',
    ]);
  });

  it('is cut at the width of the terminal', () => {
    expect(plain(16)).toEqual(['one     two', 'a       jane.do…', '  └ rejected: t…', 'longer  jim@exa…']);
  });

  it('is whole where there is no terminal', () => {
    expect(plain(Infinity)).toEqual(plain(80));
  });
});
