import { populateTemplates, shippedTemplatesFolder, type PopulatedTemplate } from '@booking/notifications-core';
import type { Command } from 'commander';
import { databaseUrlFor, onStopSignals, UserError } from '@booking/local-stack';
import { followFiles } from '../access/follow-files.js';
import { onMigratedDatabase } from '../access/schema.js';
import { explained } from '../terminal/explained.js';
import { dim, line, note } from '../terminal/terminal.js';
import { explain } from '../terminal/unexpected.js';

const RESULTS = ['created', 'updated', 'unchanged'] as const;

interface Options {
  readonly watch?: boolean;
  readonly json?: boolean;
}

export function registerPopulateTemplates(program: Command): void {
  explained(program.command('populate-templates'), {
    does: 'write the shipped templates to the database, where they are new or have changed',
    needs:
      'a migrated Postgres, and the folder `templates` with its manifest. May be repeated. A template that was edited through the API belongs to its editor and stays as it is.',
    examples: ['populate-templates', 'populate-templates --watch', 'populate-templates --json'],
  })
    .option('--watch', 'go on with each change of a file, until Ctrl-C')
    .option('--json', 'for scripts')
    .action(async ({ watch = false, json = false }: Options) => {
      if (watch && json) throw new UserError('--watch is for people: leave out --json');
      const databaseUrl = databaseUrlFor('populate-templates');
      print(await populate(databaseUrl), json);
      if (watch) await follow(databaseUrl);
    });
}

function populate(databaseUrl: string): Promise<PopulatedTemplate[]> {
  return onMigratedDatabase(databaseUrl, (dataSource) => populateTemplates(dataSource));
}

function print(templates: readonly PopulatedTemplate[], json: boolean): void {
  const counts = RESULTS.map((wanted) => [wanted, templates.filter(({ result }) => result === wanted).length] as const);
  if (json) {
    line(JSON.stringify({ ...Object.fromEntries(counts), templates }, null, 2));
    return;
  }
  for (const template of templates) printOne(template);
  const told = counts.map(([result, count]) => `${count} ${result}`).join(', ');
  line(templates.every(({ result }) => result === 'unchanged') ? `up to date: ${told}` : told);
}

function printOne({ result, name, template_type, locale }: PopulatedTemplate): void {
  line(`${result.padEnd(9)} ${name} (${template_type}, ${locale})`);
}

async function follow(databaseUrl: string): Promise<void> {
  const folder = shippedTemplatesFolder();
  const over = new AbortController();
  onStopSignals(
    () => over.abort(),
    () => process.exit(0),
  );
  line(dim(`watching ${folder}: Ctrl-C ends it`));
  await followFiles(folder, over.signal, async (files) => {
    try {
      const changed = (await populate(databaseUrl)).filter(({ result }) => result !== 'unchanged');
      changed.forEach(printOne);
      if (files.some((file) => file.startsWith('partials')))
        note('a partial has changed: running services show it within seconds, in production after a restart');
    } catch (error) {
      // A file that is half written, or a mistake in it: the next change may mend it.
      note(explain(error));
    }
  });
}
