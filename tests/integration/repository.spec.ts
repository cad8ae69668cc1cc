import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { repositoryRoot } from '@booking/local-stack';
import { filesBelow } from '../support/files.js';
import { committed } from '../support/reference-files.js';

/** As the providers make them; those of the tests and of the documentation are none of these. */
const KEYS = /\bSG\.[\w-]{22}\.[\w-]{43}\b|\b(?:AC|SK)(?!0{32})[0-9a-f]{32}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----/;

it('no file holds a key of a provider', () => {
  const files = filesBelow('.');
  expect(files).toEqual(expect.arrayContaining(['.env.example', 'README.md', 'docker/env.example']));
  const found = files.filter(
    (path) =>
      statSync(join(repositoryRoot, path)).size < 5_000_000 &&
      KEYS.test(readFileSync(join(repositoryRoot, path), 'utf8')),
  );
  expect(found).toEqual([]);
  expect(committed('.gitignore').split('\n')).toContain('.env');
});

it('every dependency has one version for all, and is installed exactly as locked', () => {
  const manifests = filesBelow('.').filter((path) => path.endsWith('package.json'));
  expect(manifests.length).toBeGreaterThanOrEqual(6);
  for (const path of manifests) {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(committed(path)) as Record<
      'dependencies' | 'devDependencies',
      Record<string, string> | undefined
    >;
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
      expect({ path, name, version }).toEqual({
        path,
        name,
        version: expect.stringMatching(/^(catalog:|workspace:\*)$/),
      });
  }
  expect(committed('node_modules/.pnpm/lock.yaml')).toBe(committed('pnpm-lock.yaml'));
});
