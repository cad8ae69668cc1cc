import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@booking/local-stack';

/** The version of this checkout or image, such as `0.1.0`. */
export function version(): string {
  const manifest = readFileSync(join(repositoryRoot, 'apps', 'cli', 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
