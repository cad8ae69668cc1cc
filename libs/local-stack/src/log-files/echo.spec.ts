import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { echoProblems, problemIn } from './echo.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-echo-spec-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the echo of a log', () => {
  it('has its warnings and errors', () => {
    expect(problemIn('{"level":"error","message":"no connection"}')).toEqual({
      level: 'error',
      message: 'no connection',
    });
    expect(problemIn('{"message":"slow","level":"warn","service":"api"}')).toEqual({ level: 'warn', message: 'slow' });
    expect(problemIn('{"level":"info","message":"an error was mended"}')).toBeUndefined();
    expect(problemIn('{"level":"error","mess')).toBeUndefined();
    expect(problemIn('plain text')).toBeUndefined();
  });

  it('has the lines written from now on, even if the file does not exist yet', async () => {
    const file = join(folder, 'api.log');
    const echoed: string[] = [];
    const seen = new Promise<void>((resolve) => {
      const stop = echoProblems(file, (_level, message) => {
        echoed.push(message);
        if (message === 'last') {
          stop();
          resolve();
        }
      });
    });
    writeFileSync(file, '{"level":"warn","message":"first"}\n{"level":"error","mes');
    appendFileSync(file, 'sage":"second"}\n{"level":"warn","message":"last"}\n');
    await seen;
    expect(echoed).toEqual(['first', 'second', 'last']);
  });
});
