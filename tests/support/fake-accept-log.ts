import { open } from 'node:fs/promises';
import type { AcceptedRecord } from './fake-provider.js';

export interface AcceptLog {
  /** Settles when the line is on disk. */
  append(record: AcceptedRecord): Promise<void>;
  close(): Promise<void>;
}

/** Lines that come while the disk is busy go out together with the next write. */
export async function openAcceptLog(file: string): Promise<AcceptLog> {
  const handle = await open(file, 'a');
  let pending = '';
  let flushed: Promise<void> | undefined;
  let writing: Promise<void> = Promise.resolve();
  return {
    append(record) {
      pending += `${JSON.stringify(record)}\n`;
      flushed ??= writing = writing.then(async () => {
        const lines = pending;
        pending = '';
        flushed = undefined;
        await handle.appendFile(lines);
        await handle.datasync();
      });
      return flushed;
    },
    async close() {
      await writing;
      await handle.close();
    },
  };
}
