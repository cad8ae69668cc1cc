import { rows, type Sql } from './sql.js';

/** A key belongs to its caller: two callers may use the same one. */
export interface IdempotencyKey {
  readonly caller: string;
  readonly key: string;
}

/**
 * Takes a key for a request if it is free. A request with the same key waits until this transaction ends.
 * @returns whether the key was free.
 */
export async function takeKey(
  sql: Sql,
  { caller, key, checksum }: IdempotencyKey & { readonly checksum: string },
): Promise<boolean> {
  const taken = await rows(
    sql,
    `WITH taken AS (
       INSERT INTO idempotency_key (caller, key, request_checksum) VALUES ($1, $2, $3)
       ON CONFLICT DO NOTHING RETURNING key)
     SELECT key FROM taken`,
    [caller, key, checksum],
  );
  return taken.length > 0;
}

/** The checksum of the request under a key, and the JSON that was answered. `null`: there is no such key. */
export async function findAnswer(
  sql: Sql,
  { caller, key }: IdempotencyKey,
): Promise<{ readonly checksum: string; readonly answer: string } | null> {
  const [known] = await rows<{ checksum: string; answer: string }>(
    sql,
    `SELECT request_checksum AS checksum, answer #>> '{}' AS answer FROM idempotency_key WHERE caller = $1 AND key = $2`,
    [caller, key],
  );
  return known ?? null;
}

/** Stores the answered JSON as text: jsonb would reorder its fields, and a repeat must get the same text. */
export async function keepAnswer(sql: Sql, { caller, key }: IdempotencyKey, answer: string): Promise<void> {
  await rows(
    sql,
    `WITH kept AS (
       UPDATE idempotency_key SET answer = to_jsonb($3::text) WHERE caller = $1 AND key = $2 RETURNING key)
     SELECT key FROM kept`,
    [caller, key, answer],
  );
}
