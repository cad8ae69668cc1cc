import type { Command } from 'commander';
import { onStopSignals, readEnvironment } from '@booking/local-stack';
import { wholeNumber } from '../terminal/arguments.js';
import { explained } from '../terminal/explained.js';
import { withDelivery } from '../access/delivery.js';
import { dim, line } from '../terminal/terminal.js';

interface Options {
  readonly batchSize: number;
  readonly all?: boolean;
  readonly json?: boolean;
}

export function registerProcessQueue(program: Command): void {
  explained(program.command('process-queue'), {
    does: 'send what is due now, in this process: without a worker and without Redis',
    needs:
      'Postgres, and the settings of the providers. Safe beside workers: nothing is sent by both. Exit code 0 when it was done, also when messages failed; the history says why.',
    examples: ['process-queue', 'process-queue --batch-size 200 --all'],
  })
    .option('--batch-size <number>', 'how many, 1 to 200', wholeNumber('--batch-size', 1, 200), 50)
    .option('--all', 'batch after batch, until nothing is due; Ctrl-C ends it after the present one')
    .option('--json', 'for scripts')
    .action(async ({ batchSize, all = false, json = false }: Options) => {
      const result = await processQueue(batchSize, all, json);
      if (json) line(JSON.stringify(result));
      else line(`processed ${result.processed}, successful ${result.successful}, failed ${result.failed}`);
    });
}

interface Counts {
  readonly processed: number;
  readonly successful: number;
  readonly failed: number;
}

async function processQueue(limit: number, all: boolean, json: boolean): Promise<Counts> {
  const over = new AbortController();
  return withDelivery('process-queue', readEnvironment(), async ({ delivery }) => {
    const stopListening = onStopSignals(
      () => over.abort(),
      () => process.exit(1),
    );
    try {
      let total: Counts = { processed: 0, successful: 0, failed: 0 };
      for (;;) {
        const batch = await delivery.deliverDue(limit);
        total = {
          processed: total.processed + batch.processed,
          successful: total.successful + batch.successful,
          failed: total.failed + batch.failed,
        };
        // After an empty batch, the rows that are still due belong to another process or wait for their channel.
        if (!all || batch.processed === 0 || over.signal.aborted) return total;
        if (!json) line(dim(`  ${total.processed} so far …`));
      }
    } finally {
      stopListening();
    }
  });
}
