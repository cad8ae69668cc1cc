import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { appendFileSync, existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { logFilesIn, tail } from './tail.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tail-spec-'));
  file = join(folder, 'api.log');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const numbered = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}\n`).join('');

describe('the files of a log', () => {
  it('are its rotations, oldest first, without files of other logs', () => {
    const names = ['api.log.1', 'api.log', 'api1.log', 'api2.log', 'worker.log', 'apix.log', 'api.log.gz'];
    for (const [age, name] of names.entries()) {
      writeFileSync(join(folder, name), '');
      utimesSync(join(folder, name), 1_000 + age, 1_000 + age);
    }
    expect(logFilesIn(folder, 'api').map((path) => basename(path))).toEqual([
      'api.log.1',
      'api.log',
      'api1.log',
      'api2.log',
    ]);
    expect(logFilesIn(join(folder, 'nowhere'), 'api')).toEqual([]);
  });
});

describe('the last lines', () => {
  it('are complete in a file of any size, even with long lines and other characters than ASCII', () => {
    const long = 'ä€😀'.repeat(30_000);
    writeFileSync(file, `${numbered(1, 20_000)}${long}\nlast\n`);
    expect(tail([file], 3)).toEqual(['line 20000', long, 'last']);
  });

  it('continue in the rotated file when the new one is short', () => {
    writeFileSync(`${file}.1`, numbered(1, 5));
    writeFileSync(file, numbered(6, 7));
    expect(tail([`${file}.1`, file], 4)).toEqual(['line 4', 'line 5', 'line 6', 'line 7']);
  });

  it('are only lines that the filter accepts', () => {
    writeFileSync(file, numbered(1, 30_000));
    expect(tail([file], 2, (line) => line.endsWith('00'))).toEqual(['line 29900', 'line 30000']);
  });

  it('are found in one pass when few lines of many are wanted', () => {
    writeFileSync(file, `wanted\n${'of somebody else, and there are very many of these\n'.repeat(200_000)}`);
    const before = process.cpuUsage();
    expect(tail([file], 20, (line) => line === 'wanted')).toEqual(['wanted']);
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(700);
  });

  it('are read without the rest of a long line before them', () => {
    writeFileSync(file, 'x'.repeat(200_000) + '\n');
    appendFileSync(file, 'one\ntwo\nthree\n');
    expect(tail([file], 2)).toEqual(['two', 'three']);
  });

  it('are none for a file that does not exist', () => {
    expect(existsSync(file)).toBe(false);
    expect(tail([file], 3)).toEqual([]);
  });
});
