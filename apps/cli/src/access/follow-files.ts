import { readdirSync, watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Editors write a file in several steps. */
const SETTLED_AFTER_MS = 100;

/**
 * Calls `onChange` with the names of files, relative to the folder, that have changed in its subfolders, one call after
 * the other. Changes during a call lead to one more. Resolves when the signal is aborted and no call is under way.
 */
export async function followFiles(
  folder: string,
  signal: AbortSignal,
  onChange: (files: readonly string[]) => Promise<void>,
): Promise<void> {
  const changed = new Set<string>();
  let wake: () => void = () => undefined;
  const watchers = subfoldersOf(folder).map((name) =>
    watching(join(folder, name), (file) => {
      changed.add(join(name, file));
      wake();
    }),
  );
  signal.addEventListener('abort', () => wake(), { once: true });
  const isOver = (): boolean => signal.aborted;
  try {
    while (!isOver()) {
      if (changed.size === 0) await new Promise<void>((resolve) => (wake = resolve));
      await wait(SETTLED_AFTER_MS, undefined, { signal }).catch(() => undefined);
      if (isOver()) break;
      const files = [...changed].sort();
      changed.clear();
      await onChange(files);
    }
  } finally {
    for (const watcher of watchers) watcher.close();
  }
}

function subfoldersOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

function watching(folder: string, onFile: (file: string) => void): FSWatcher {
  // Without a name something has changed all the same.
  const watcher = watch(folder, (_event, file) => onFile(file ?? ''));
  // The folder has gone: nothing changes there any more.
  watcher.on('error', () => watcher.close());
  return watcher;
}
