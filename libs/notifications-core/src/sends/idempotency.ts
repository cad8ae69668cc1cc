import { createHash } from 'node:crypto';
import { findAnswer, keepAnswer, takeKey } from '../db/idempotency.js';
import type { Sql } from '../db/sql.js';

/** A caller's own name for a request: however often it comes, it is done once. */
export interface Idempotency {
  /** Two callers may use the same key. */
  readonly caller: string;
  readonly key: string;
  /** Of what is asked for (`requestChecksum`). */
  readonly checksum: string;
}

export interface Answered<T> {
  readonly answer: T;
  /** It was done before, and this is what was answered then. */
  readonly replayed: boolean;
}

/** The key came with another request before. */
export class KeyReused extends Error {
  override readonly name = 'KeyReused';
}

/**
 * Does the work, or gives the answer that it had the first time. The key is taken in the transaction of the work:
 * whoever comes with it at the same time waits for that to end, and work that fails gives it back.
 * Keys are kept for 24 hours at least.
 * @param idempotency `null`: the caller gave no key.
 * @throws {KeyReused} when the key stands for another request.
 */
export async function once<T>(sql: Sql, idempotency: Idempotency | null, work: () => Promise<T>): Promise<Answered<T>> {
  if (idempotency === null) return { answer: await work(), replayed: false };
  while (!(await takeKey(sql, idempotency))) {
    const known = await findAnswer(sql, idempotency);
    // Cleaned up between the two questions.
    if (!known) continue;
    if (known.checksum !== idempotency.checksum) throw new KeyReused('the key was used for another request');
    return { answer: JSON.parse(known.answer) as T, replayed: true };
  }
  const answer = await work();
  await keepAnswer(sql, idempotency, JSON.stringify(answer));
  return { answer, replayed: false };
}

/** Tells requests apart: SHA-256 over method, path and body, whatever the order of its fields. */
export function requestChecksum(method: string, path: string, body: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([method, path, sorted(body)]))
    .digest('hex');
}

/** Pairs instead of fields, because an object would put names that look like numbers first, whatever their order. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const pairs = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return { pairs: pairs.map(([name, child]) => [name, sorted(child)]) };
}
