import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Partials } from './render.js';
import { readShippedPartials, shippedTemplatesFolder } from './shipped.js';

/**
 * The partials of a folder as they are now. It looks at the folder at each call, and reads it only after a change: the
 * same answer means that nothing has changed. A folder that cannot be read at the moment is as it was.
 * @param folder default: the shipped templates.
 */
export function followPartials(folder: string = shippedTemplatesFolder()): () => Partials {
  const stampNow = (): string => stampOf(join(folder, 'partials'));
  let stamp = stampNow();
  let known = readShippedPartials(folder);
  return () => {
    try {
      const now = stampNow();
      if (now === stamp) return known;
      known = readShippedPartials(folder);
      stamp = now;
    } catch {
      // An editor replaces a file in several steps: the next call sees the last one.
    }
    return known;
  };
}

function stampOf(folder: string): string {
  if (!existsSync(folder)) return '';
  return readdirSync(folder)
    .sort()
    .map((file) => {
      const { mtimeMs, size } = statSync(join(folder, file));
      return `${file} ${mtimeMs} ${size}`;
    })
    .join('\n');
}
