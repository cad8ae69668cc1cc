import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@booking/local-stack';
import { committed } from '../support/reference-files.js';

const CORE = join('libs', 'notifications-core', 'src');
/** Pages for whoever changes the code; paths are those of the repository, or of the core. */
const PAGES = ['CONTRIBUTING.md', 'docs/architecture.md', 'docs/glossary.md', 'docs/adding-a-provider.md'];

const isThere = (path: string): boolean =>
  ['.', CORE].some((from) => existsSync(join(repositoryRoot, from, ...path.split('/'))));

describe('what pages say of the code', () => {
  it.each(PAGES)('%s names files and folders that exist', (page) => {
    const named = [...committed(page).matchAll(/`([\w.-]+(?:\/[\w.-]*)+|[\w-]+\.ts)`/g)].map(([, path = '']) => path);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((path) => !isThere(path))).toEqual([]);
  });

  it('every room of the core has its line on the architecture page, and every line a room', () => {
    const section = committed('docs/architecture.md')
      .split('\n## ')
      .find((part) => part.startsWith('Rooms'))!;
    const explained = [...section.matchAll(/^\| `([a-z/]+)` \|/gm)].map(([, room]) => room);
    const folders = readdirSync(join(repositoryRoot, CORE), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    expect(explained.sort()).toEqual([...folders, 'db/notifications'].sort());
  });

  it('the pictures of the front page are there, and small', () => {
    const pictures = [...committed('README.md').matchAll(/<img src="([^"]+)"/g)].map(([, path = '']) => path);
    expect(pictures).toHaveLength(3);
    for (const picture of pictures) expect(statSync(join(repositoryRoot, picture)).size).toBeLessThan(150_000);
  });
});
