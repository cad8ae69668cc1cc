/** Parts of at most `size` items, in order. Work in parts blocks nobody for long and needs bounded memory. */
export function* chunksOf<T>(all: readonly T[], size: number): Generator<T[]> {
  for (let from = 0; from < all.length; from += size) yield all.slice(from, from + size);
}
