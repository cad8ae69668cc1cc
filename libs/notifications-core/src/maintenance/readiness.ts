import { askSchema } from '../db/schema.js';
import type { Services } from '../services/services.js';
import { answers } from './health.js';

/** Milliseconds for which an answer holds. Probes come every few seconds, and anybody may ask. */
const HOLDS_MS = 1_000;

/**
 * Whether Postgres can be used: it answers, was migrated, and takes changes. However many ask, it is asked once a
 * second at most, by one connection at a time, so that strangers cannot empty the pool. Never throws.
 */
export function createPostgresProbe({ dataSource }: Pick<Services, 'dataSource'>): () => Promise<boolean> {
  let asked: Promise<boolean> | undefined;
  return () => {
    asked ??= answers(() => askSchema(dataSource)).then(({ up }) => {
      setTimeout(() => (asked = undefined), HOLDS_MS).unref();
      return up;
    });
    return asked;
  };
}
