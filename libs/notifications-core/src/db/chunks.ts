/** Parts of at most `size`, in order: what is done part by part holds nobody up, and needs no more memory for more. */
export function* chunksOf<T>(all: readonly T[], size: number): Generator<T[]> {
  for (let from = 0; from < all.length; from += size) yield all.slice(from, from + size);
}
