import type { Command } from 'commander';
import { readEnvironment } from '@booking/local-stack';
import { readStartConfig } from '../access/start-config.js';
import { explained } from '../terminal/explained.js';
import { startDetached } from './start.js';
import { stop } from './stop.js';

export function registerRestart(program: Command): void {
  explained(program.command('restart'), {
    does: 'stop, then start in the background: for a new version or a changed .env',
    needs: 'nothing. A stack that ran in the foreground of a terminal runs in the background afterwards.',
    examples: ['restart'],
  }).action(async () => {
    // Checked first: a mistake in .env must not stop the running stack.
    readStartConfig(readEnvironment());
    await stop();
    await startDetached();
  });
}
