/** Changes that one statement takes, and statements in one call. */
const MOST_PER_STATEMENT = 10_000;
const MOST_STATEMENTS = 50;

/**
 * Takes waiting changes into counts until few are left, at most 500,000 in one call. The rest is left to the next.
 * @param take takes up to `limit` of them by one statement, and says how many it took.
 * @returns how many changes were taken.
 */
export async function takeInParts(take: (limit: number) => Promise<number>): Promise<number> {
  let taken = 0;
  for (let part = 0; part < MOST_STATEMENTS; part++) {
    const changes = await take(MOST_PER_STATEMENT);
    taken += changes;
    if (changes < MOST_PER_STATEMENT) break;
  }
  return taken;
}
