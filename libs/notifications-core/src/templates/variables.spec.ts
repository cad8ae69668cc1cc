import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { compileTemplate } from './render.js';
import { readShippedPartials } from './shipped.js';
import { EXAMPLE_CONTEXT, TEMPLATE_VARIABLES } from './variables.js';

const page = readFileSync(new URL('../../../../docs/writing-templates.md', import.meta.url), 'utf8');

/** The lines of the one table of the page that has this heading. */
function rowsUnder(heading: string): string[] {
  const lines = page.split('\n');
  const [, ...rows] = lines.slice(lines.indexOf(heading) + 1);
  return rows.slice(
    0,
    rows.findIndex((line) => !line.startsWith('|')),
  );
}

it('docs/writing-templates.md lists all variables and no others', () => {
  expect(rowsUnder('| Variable | Meaning | Example | Made for | Present |')).toEqual(
    Object.entries(TEMPLATE_VARIABLES).map(
      ([name, { meaning, example, usedIn, optional }]) =>
        `| \`${name}\` | ${meaning} | ${example} | ${usedIn} | ${optional ? 'sometimes' : 'always'} |`,
    ),
  );
});

it('docs/writing-templates.md lists all partials and no others', () => {
  const calls = rowsUnder('| Partial | Shows |').flatMap((row) => [...row.matchAll(/\{\{#?> (\w+)/g)]);
  expect(calls.map(([, name]) => name).sort()).toEqual(Object.keys(readShippedPartials()).sort());
});

it('the example in docs/writing-templates.md renders with the example values', () => {
  const body = /```html\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  const source = { name: 'page', channel: 'email', locale: 'en', version: 1, category: 'transactional' } as const;
  const template = compileTemplate({ ...source, subject: 'Subject', body }, readShippedPartials());
  expect(template.render(EXAMPLE_CONTEXT).text).toContain('When: Tuesday, December 1, 2026 at 2:00 PM EST\nWith: Sam');
});
