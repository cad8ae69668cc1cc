import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const BLOCK = 64 * 1024;

export interface Follower {
  /** The complete lines since the last call. */
  read(): string[];
  close(): void;
}

/**
 * Reads new lines of the newest file of a log. After a rotation the old file is read to its end before the new one, so
 * that nothing is lost. A file that was emptied is read from its start.
 * @param current names the file now. It need not exist yet.
 */
export function follow(current: () => string | undefined): Follower {
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
        position: first ? stats.size : 0,
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
