import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@booking/local-stack';
import { committed } from './reference-files.js';

const ROOT = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];

/** Every page that people read, from the root of the repository. */
export const pages = (): string[] => [
  ...ROOT,
  ...readdirSync(join(repositoryRoot, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join('docs', path))
    .sort(),
];

/** What stands between fences of that language, indented ones too, in the order of the page. */
export const fenced = (page: string, language: string): string[] =>
  [...page.matchAll(new RegExp(`^( *)\`\`\`${language}\\n([^]*?)^ *\`\`\`$`, 'gm'))].map(([, indent = '', text = '']) =>
    text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );

/** What a text has in backticks. */
export const codesOf = (text: string): string[] => [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);

/** Everything on a page that is there to be typed: fenced blocks, and what stands in backticks. */
export const typedOn = (page: string): string[] => {
  const text = committed(page);
  return [...fenced(text, 'bash'), ...codesOf(text.replaceAll(/^ *```[^]*?^ *```$/gm, ''))];
};

/** What stands under each heading of a page, to the next one; under `''` what comes before the first. */
export function sectionsOf(page: string): Map<string, string> {
  const sections = new Map<string, string>();
  let heading = '';
  let isFenced = false;
  for (const line of committed(page).split('\n')) {
    if (line.trimStart().startsWith('```')) isFenced = !isFenced;
    const found = isFenced ? undefined : /^#+ (.+)$/.exec(line)?.[1];
    if (found === undefined) sections.set(heading, `${sections.get(heading) ?? ''}${line}\n`);
    else sections.set((heading = found), '');
  }
  return sections;
}

/** The rows of all tables of a text that have such a first column, by cell. @throws when there is no such table. */
export function tableOf(text: string, firstColumn: string): string[][] {
  const rows: string[][] = [];
  let inside = false;
  for (const line of text.split('\n').map((each) => each.trim())) {
    if (!line.startsWith('|')) {
      inside = false;
      continue;
    }
    const cells = line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim());
    if (cells[0] === firstColumn) inside = true;
    else if (inside && !/^[-: ]+$/.test(cells[0]!)) rows.push(cells);
  }
  if (rows.length === 0) throw new Error(`no table whose first column is ${firstColumn}`);
  return rows;
}
