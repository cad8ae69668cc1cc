import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@booking/local-stack';

/** What is made here and not committed. */
const NOT_OURS = new Set(['node_modules', 'dist', 'coverage', 'logs', '.git', '.nx', '.data', '.env']);

/** The files that people write below a folder, from the root of the repository; `.` for all. */
export function filesBelow(folder: string): string[] {
  return readdirSync(join(repositoryRoot, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (NOT_OURS.has(entry.name)) return [];
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}
