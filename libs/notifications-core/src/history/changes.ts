import { readNewest, type ChangedType, type Newest } from '../db/changes.js';
import type { Sql } from '../db/sql.js';

/** Something that somebody may have on their screen has changed. Ids only: who may see it asks for it. */
export interface Change {
  readonly type: ChangedType;
  readonly id: string | null;
}

/** What changed since the last look. */
export interface Changes {
  readonly changes: readonly Change[];
  /** There were more than could be told. */
  readonly more: boolean;
}

export interface ChangeWatch {
  /**
   * Looks for changes of any process. The first look finds none.
   * @throws when the database is away. The next look finds what changed meanwhile.
   */
  look(): Promise<Changes>;
}

/** Of each source. */
const MOST_SEEN = 100;
/** In one look, of all sources. */
const MOST_TOLD = 100;

/**
 * Finds what changes by comparing the newest rows with those of the last look. This is chosen over two other ways.
 * LISTEN and NOTIFY would cost every statement of the send path, and take a lock that all commits share. PUBLISH in
 * Redis would have to be said at every place that writes, by every release, and would be silent while Redis is away.
 * A look costs one statement of a millisecond, and only while somebody watches.
 *
 * Not noticed: a message that waits for another try, what is deleted, and people. Pages ask again by themselves for that.
 */
export function createChangeWatch(sql: Sql): ChangeWatch {
  let seen: ReadonlyMap<string, Newest> | undefined;
  return {
    look: async () => {
      const before = seen;
      const newest = await readNewest(sql, MOST_SEEN);
      const now = new Map(newest.map((row) => [`${row.source} ${row.key}`, row]));
      seen = now;
      return before === undefined ? { changes: [], more: false } : compare(before, now);
    },
  };
}

/** Compares what two looks found, by source and key. */
export function compare(before: ReadonlyMap<string, Newest>, now: ReadonlyMap<string, Newest>): Changes {
  const added = [...now].flatMap(([key, row]) => (before.has(key) ? [] : [row]));
  // A send that has ended may be in doubt, or wait for another try.
  const released = [...before].flatMap(([key, row]) => (row.source === 'claimed' && !now.has(key) ? [row] : []));
  const changes = new Map<string, Change>();
  for (const { type, id, source } of [...added, ...released])
    if (id !== null || source === 'suppression') changes.set(`${type} ${id ?? ''}`, { type, id });
  return { changes: [...changes.values()].slice(0, MOST_TOLD), more: changes.size > MOST_TOLD || overflowed(added) };
}

/** Whether a source has as many new rows as are read of it: there may be more. */
function overflowed(added: readonly Newest[]): boolean {
  const counts = new Map<string, number>();
  for (const { source } of added) counts.set(source, (counts.get(source) ?? 0) + 1);
  return [...counts.values()].some((n) => n >= MOST_SEEN);
}
