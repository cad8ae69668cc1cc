import { performance } from 'node:perf_hooks';
import type { Command } from 'commander';
import { dataDirOf, readEnvironment, stopStack } from '@booking/local-stack';
import { explained } from '../terminal/explained.js';
import { line, step } from '../terminal/terminal.js';

export function registerStop(program: Command): void {
  explained(program.command('stop'), {
    does: 'end the stack of this data folder, wherever it was started, and wait until all of it is gone',
    needs:
      'nothing. What is being sent is given the time to end (15 s at most). Processes that `npm run api` and `npm run worker` added are not touched. Nothing runs: says so, and succeeds.',
    examples: ['stop'],
  }).action(async () => {
    await stop();
  });
}

/**
 * Stops the running stack.
 * @throws {UserError} when a part of it cannot be ended.
 */
export async function stop(): Promise<void> {
  const began = performance.now();
  const stopped = await stopStack(dataDirOf(readEnvironment()));
  if (stopped.length === 0) line('Nothing runs here.');
  else step('Stopped', `${stopped.join(', ')}, in ${((performance.now() - began) / 1000).toFixed(1)} s`);
}
