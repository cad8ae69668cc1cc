import { populateTemplates } from '@booking/notifications-core';
import type { Command } from 'commander';
import { explained } from '../terminal/explained.js';
import { databaseUrlFor } from '@booking/local-stack';
import { onMigratedDatabase } from '../access/schema.js';
import { line } from '../terminal/terminal.js';

const RESULTS = ['created', 'updated', 'unchanged'] as const;

export function registerPopulateTemplates(program: Command): void {
  explained(program.command('populate-templates'), {
    does: 'write the shipped templates to the database, where they are new or have changed',
    needs:
      'a migrated Postgres, and the folder `templates` with its manifest. May be repeated. A template that was edited through the API belongs to its editor and stays as it is.',
    examples: ['populate-templates', 'populate-templates --json'],
  })
    .option('--json', 'for scripts')
    .action(async ({ json = false }: { json?: boolean }) => {
      const templates = await onMigratedDatabase(databaseUrlFor('populate-templates'), (dataSource) =>
        populateTemplates(dataSource),
      );
      const counts = RESULTS.map((wanted) => [wanted, templates.filter(({ result }) => result === wanted).length]);
      if (json) {
        line(JSON.stringify({ ...Object.fromEntries(counts), templates }, null, 2));
        return;
      }
      for (const { result, name, template_type, locale } of templates)
        line(`${result.padEnd(9)} ${name} (${template_type}, ${locale})`);
      line(counts.map(([result, count]) => `${count} ${result}`).join(', '));
    });
}
