import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROTATE_BYTES = 20 * 1024 * 1024;
const BLOCK = 64 * 1024;
const NEWLINE = 0x0a;
/** Bytes. A log is not searched further back for the wanted lines. */
const MOST_READ = 16 * 1024 * 1024;

/** Rotates a large log. One older file is kept, which is enough for a development log. */
export function rotateLog(file: string): void {
  if (existsSync(file) && statSync(file).size > ROTATE_BYTES) renameSync(file, `${file}.1`);
}

/**
 * The files of one log in a folder, oldest first: `api.log.1` and `api.log` as `rotateLog` names them, and
 * `api.log`, `api1.log`, `api2.log` … as the services do with LOG_DIR.
 */
export function logFilesIn(folder: string, name: string): string[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter(
    (file) =>
      file === `${name}.log` ||
      file === `${name}.log.1` ||
      (file.startsWith(name) && NUMBERED.test(file.slice(name.length))),
  );
  return files
    .map((file) => join(folder, file))
    .map((file) => ({ file, at: statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => a.at - b.at || a.file.localeCompare(b.file))
    .map(({ file }) => file);
}

const NUMBERED = /^\d+\.log$/;

/** The last lines of a log that `keep` accepts, oldest first, over its rotated files too. */
export function tail(files: readonly string[], count: number, keep: (line: string) => boolean = () => true): string[] {
  let found: string[] = [];
  for (const file of files.toReversed()) {
    if (found.length >= count) break;
    found = [...tailOfFile(file, count - found.length, keep), ...found];
  }
  return found;
}

function tailOfFile(file: string, count: number, keep: (line: string) => boolean): string[] {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    return [];
  }
  try {
    const { size } = fstatSync(descriptor);
    const lines: string[] = [];
    /** The first bytes of a line whose rest was in the blocks read before. */
    let begun: Buffer[] = [];
    for (let end = size; end > 0 && size - end < MOST_READ && lines.length < count;) {
      const begin = Math.max(0, end - BLOCK);
      const block = Buffer.alloc(end - begin);
      readSync(descriptor, block, 0, block.length, begin);
      end = begin;
      // The first line of a block may be incomplete, and so may its first character. So blocks are joined as bytes.
      const whole = begin === 0 ? 0 : block.indexOf(NEWLINE) + 1;
      if (begin > 0 && whole === 0) begun.unshift(block);
      else {
        const text = Buffer.concat([block.subarray(whole), ...begun]).toString('utf8');
        lines.unshift(...text.split('\n').filter((line) => line !== '' && keep(line)));
        begun = [block.subarray(0, whole)];
      }
    }
    return lines.slice(-count);
  } finally {
    closeSync(descriptor);
  }
}
