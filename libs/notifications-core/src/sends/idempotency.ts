import { createHash } from 'node:crypto';
import { findAnswer, keepAnswer, takeKey } from '../db/idempotency.js';
import type { Sql } from '../db/sql.js';

/** A caller's own name for a request. However often the request comes, it is carried out once. */
export interface Idempotency {
  /** The key belongs to this caller: another may use the same. */
  readonly caller: string;
  readonly key: string;
  /** The checksum of the request (`requestChecksum`). */
  readonly checksum: string;
}

export interface Answered<T> {
  readonly answer: T;
  /** The request was carried out before, and this is its first answer. */
  readonly replayed: boolean;
}

/** The key was used before, for another request. */
export class KeyReused extends Error {
  override readonly name = 'KeyReused';
}

/**
 * Does the work, or returns the answer of the first time. The key is taken in the transaction of the work. A request
 * with the same key waits until that ends. Work that fails frees the key. Keys are kept for at least 24 hours.
 * @param idempotency `null`: the caller gave no key.
 * @throws {KeyReused} when the key belongs to another request.
 */
export async function once<T>(sql: Sql, idempotency: Idempotency | null, work: () => Promise<T>): Promise<Answered<T>> {
  if (idempotency === null) return { answer: await work(), replayed: false };
  while (!(await takeKey(sql, idempotency))) {
    const known = await findAnswer(sql, idempotency);
    // The key was cleaned up between the two statements.
    if (!known) continue;
    if (known.checksum !== idempotency.checksum) throw new KeyReused('the key was used for another request');
    return { answer: JSON.parse(known.answer) as T, replayed: true };
  }
  const answer = await work();
  await keepAnswer(sql, idempotency, JSON.stringify(answer));
  return { answer, replayed: false };
}

/** SHA-256 of method, path and body. The order of fields does not matter. */
export function requestChecksum(method: string, path: string, body: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([method, path, sorted(body)]))
    .digest('hex');
}

/** Uses pairs instead of fields, because an object would put names that look like numbers first. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const pairs = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return { pairs: pairs.map(([name, child]) => [name, sorted(child)]) };
}
