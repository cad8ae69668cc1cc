import { populateTemplates } from '@booking/notifications-core';
import type { Command } from 'commander';
import { databaseUrlFor } from './running-stack.js';
import { onDatabase } from './schema.js';
import { line } from './terminal.js';

export function registerPopulateTemplates(program: Command): void {
  program
    .command('populate-templates')
    .description('write the shipped templates to the database, where they are new or have changed')
    .action(async () => {
      const results = await onDatabase(databaseUrlFor('populate-templates'), (dataSource) =>
        populateTemplates(dataSource),
      );
      for (const { result, name, template_type, locale } of results)
        line(`${result.padEnd(9)} ${name} (${template_type}, ${locale})`);
    });
}
