import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of a test's own that can be full. It is in memory. */
export interface SmallDisk {
  readonly folder: string;
  /** Takes all that is left. Returns how many bytes that was. */
  fill(): number;
  /** Gives it back. */
  free(): void;
  /** Unmounts it: everything on it is lost. */
  close(): void;
}

/** Why this machine cannot have such a disk. `null`: it can. */
export function whyNoSmallDisk(): string | null {
  try {
    startSmallDisk(1).close();
    return null;
  } catch {
    return 'a disk that can be full needs tmpfs and the right to mount it: run as root on Linux';
  }
}

const CHUNK = Buffer.alloc(1024 * 1024);
const SMALLEST = 512;

export function startSmallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'booking-small-disk-'));
  const ballast = join(folder, 'ballast');
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  const unmount = (): void => {
    if (!existsSync(folder)) return;
    // Lazily: a process that was killed a moment ago may still hold a file.
    execFileSync('umount', ['-l', folder], { stdio: 'pipe' });
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', unmount);
  return {
    folder,
    fill: () => {
      const file = openSync(ballast, 'a');
      let written = 0;
      try {
        for (let size = CHUNK.length; size >= SMALLEST;) {
          try {
            written += writeSync(file, CHUNK, 0, size);
          } catch {
            size /= 2;
          }
        }
      } finally {
        closeSync(file);
      }
      return written;
    },
    free: () => rmSync(ballast, { force: true }),
    close: () => {
      process.off('exit', unmount);
      unmount();
    },
  };
}
