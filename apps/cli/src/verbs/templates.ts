import { listTemplates } from '@booking/notifications-core';
import type { Command } from 'commander';
import { explained } from '../terminal/explained.js';
import { databaseUrlFor } from '@booking/local-stack';
import { onMigratedDatabase } from '../access/schema.js';
import { line } from '../terminal/terminal.js';

export function registerTemplates(program: Command): void {
  explained(program.command('templates'), {
    does: 'list the stored templates: name (type): is_active, language, version',
    needs: 'a migrated Postgres.',
    examples: ['templates', 'templates --json'],
  })
    .option('--json', 'as JSON, for scripts')
    .action(async ({ json = false }: { json?: boolean }) => {
      const stored = await onMigratedDatabase(databaseUrlFor('templates'), ({ manager }) => listTemplates(manager));
      const templates = stored.map(({ name, template_type, locale, category, is_active, version }) => ({
        name,
        template_type,
        locale,
        category,
        is_active,
        version,
      }));
      if (json) line(JSON.stringify(templates, null, 2));
      else
        for (const { name, template_type, is_active, locale, version } of templates)
          line(`${name} (${template_type}): ${is_active}  ${locale}, version ${version}`);
    });
}
