import { migrate } from '@booking/notifications-core';
import type { Command } from 'commander';
import { databaseUrlFor } from './running-stack.js';
import { onDatabase } from './schema.js';
import { line } from './terminal.js';

export function registerMigrate(program: Command): void {
  program
    .command('migrate')
    .description('bring the database schema up to date')
    .action(async () => {
      const applied = await onDatabase(databaseUrlFor('migrate'), migrate);
      for (const name of applied) line(`applied ${name}`);
      if (applied.length === 0) line('up to date');
    });
}
