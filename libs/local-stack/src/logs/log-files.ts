import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';

const BLOCK = 64 * 1024;
const NEWLINE = 0x0a;
/** A log without the wanted lines is not searched further back than this. */
const MOST_READ = 16 * 1024 * 1024;

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
    /** The beginning of a line that goes on in the blocks that were read before. */
    let begun: Buffer[] = [];
    for (let end = size; end > 0 && size - end < MOST_READ && lines.length < count;) {
      const begin = Math.max(0, end - BLOCK);
      const block = Buffer.alloc(end - begin);
      readSync(descriptor, block, 0, block.length, begin);
      end = begin;
      // The first line of a block may be a part of one, and is put together as bytes: so may a character.
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

export interface Follower {
  /** The whole lines that were written since the last call. */
  read(): string[];
  close(): void;
}

/**
 * Reads what is appended to the newest file of a log. The file that was begun is read to its end before the one
 * that took its place, so that a rotation loses nothing; one that was emptied is read from its start.
 * @param current names the file now; it may not be there yet.
 * @param whole from its first line, not only what comes from now on.
 */
export function follow(current: () => string | undefined, whole = false): Follower {
  let open: Opened | undefined;
  let first = true;

  const reopen = (): void => {
    const file = current();
    const stats = file === undefined ? undefined : statSync(file, { throwIfNoEntry: false });
    if (file !== undefined && stats !== undefined && stats.ino !== open?.inode) {
      if (open !== undefined) closeSync(open.descriptor);
      open = {
        descriptor: openSync(file, 'r'),
        inode: stats.ino,
        position: first && !whole ? stats.size : 0,
        ...fresh(),
      };
    }
    first = false;
  };
  reopen();
  return {
    read: () => {
      const lines = open === undefined ? [] : appended(open);
      const before = open?.inode;
      reopen();
      return open === undefined || open.inode === before ? lines : [...lines, ...appended(open)];
    },
    close: () => {
      if (open !== undefined) closeSync(open.descriptor);
      open = undefined;
    },
  };
}

interface Opened {
  readonly descriptor: number;
  readonly inode: number;
  position: number;
  decoder: StringDecoder;
  rest: string;
}

const fresh = (): Pick<Opened, 'decoder' | 'rest'> => ({ decoder: new StringDecoder('utf8'), rest: '' });

function appended(open: Opened): string[] {
  if (fstatSync(open.descriptor).size < open.position) Object.assign(open, { position: 0, ...fresh() });
  const block = Buffer.alloc(BLOCK);
  for (;;) {
    const length = readSync(open.descriptor, block, 0, BLOCK, open.position);
    if (length === 0) break;
    open.position += length;
    open.rest += open.decoder.write(block.subarray(0, length));
  }
  const lines = open.rest.split('\n');
  open.rest = lines.pop() ?? '';
  return lines;
}
