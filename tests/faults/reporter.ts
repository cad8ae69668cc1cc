import { setTimeout as wait } from 'node:timers/promises';
import type { AcceptedRecord } from '../support/fake-provider.js';
import { createReceiptSender } from '../support/fake-receipts.js';
import type { ServiceProcess } from '../support/processes.js';

/** The providers' webhooks: they tell that they delivered what they took, and again until they are answered. */
export interface Reporter {
  /** Settings of the API that is told. */
  readonly settings: Readonly<Record<string, string>>;
  /** Tells of a message a moment after it was taken, whatever became of the one who sent it. */
  tell(message: AcceptedRecord): void;
  close(): Promise<void>;
}

/** Sooner than a doubt is over, and often sooner than the sender's own record. */
const AFTER_MS = 50;
const AGAIN_MS = 500;

export function createReporter(api: () => ServiceProcess | undefined): Reporter {
  const sender = createReceiptSender();
  const closing = new AbortController();
  const telling = new Set<Promise<void>>();
  const tellUntilHeard = async (message: AcceptedRecord): Promise<void> => {
    for (let pause = AFTER_MS; !closing.signal.aborted; pause = AGAIN_MS) {
      await wait(pause, undefined, { signal: closing.signal }).catch(() => undefined);
      const url = api()?.url;
      if (url === undefined) continue;
      const heard = await sender.deliver(url, [message]).then(
        () => true,
        () => false,
      );
      if (heard) return;
    }
  };
  return {
    settings: sender.settings,
    tell: (message) => {
      const task: Promise<void> = tellUntilHeard(message).finally(() => telling.delete(task));
      telling.add(task);
    },
    close: async () => {
      closing.abort();
      await Promise.all(telling);
    },
  };
}
