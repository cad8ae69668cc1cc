import { randomBytes } from 'node:crypto';
import { rows, type Sql } from './sql.js';

/** Bytes. As many as SHA-256 and AES-256 use. */
const KEY_LENGTH = 32;

/** The secret for this purpose. It is made by whoever asks first: two pods that ask at once get the same. */
export async function signingKey(sql: Sql, purpose: string): Promise<Buffer> {
  const known = await findKey(sql, purpose);
  if (known !== null) return known;
  await rows(
    sql,
    `WITH made AS (
       INSERT INTO signing_key (purpose, key) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING purpose)
     SELECT purpose FROM made`,
    [purpose, randomBytes(KEY_LENGTH)],
  );
  // A statement of its own: the one above does not see what another pod committed meanwhile.
  const made = await findKey(sql, purpose);
  if (made === null) throw new Error('the database kept no signing key');
  return made;
}

async function findKey(sql: Sql, purpose: string): Promise<Buffer | null> {
  const [found] = await rows<{ key: Buffer }>(sql, `SELECT key FROM signing_key WHERE purpose = $1`, [purpose]);
  return found?.key ?? null;
}
