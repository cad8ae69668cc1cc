import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@booking/local-stack';

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
