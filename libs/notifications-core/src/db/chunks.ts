import { setImmediate as turn } from 'node:timers/promises';

/** Parts of at most `size` items, in order. Work in parts blocks nobody for long and needs bounded memory. */
export function* chunksOf<T>(all: readonly T[], size: number): Generator<T[]> {
  for (let from = 0; from < all.length; from += size) yield all.slice(from, from + size);
}

/** The same, and between two parts the process does what else has come up. For work that waits for nothing by itself. */
export async function* chunksInTurn<T>(all: readonly T[], size: number): AsyncGenerator<T[]> {
  let isFirst = true;
  for (const chunk of chunksOf(all, size)) {
    if (!isFirst) await turn();
    isFirst = false;
    yield chunk;
  }
}
