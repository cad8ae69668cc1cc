import { migrate } from '@booking/notifications-core';
import type { Command } from 'commander';
import { explained } from '../terminal/explained.js';
import { databaseUrlFor } from '@booking/local-stack';
import { onDatabase } from '../access/schema.js';
import { line } from '../terminal/terminal.js';

export function registerMigrate(program: Command): void {
  explained(program.command('migrate'), {
    does: 'bring the database schema up to date',
    needs:
      'Postgres 15 or newer. May be repeated, and run from several places at once: one does it, the others wait. Services of the version before go on running beside it.',
    examples: ['migrate', 'migrate --json'],
  })
    .option('--json', 'for scripts')
    .action(async ({ json = false }: { json?: boolean }) => {
      const applied = await onDatabase(databaseUrlFor('migrate'), migrate);
      if (json) line(JSON.stringify({ applied }));
      else if (applied.length === 0) line('up to date');
      else for (const name of applied) line(`applied ${name}`);
    });
}
