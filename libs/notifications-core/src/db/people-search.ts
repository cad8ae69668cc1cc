import type { RecipientEntity } from './entities/recipient.entity.js';
import { rows, type Sql } from './sql.js';

/** A person who was found. */
export type FoundPerson = Readonly<Omit<RecipientEntity, 'erasedAt'>>;

const COLUMNS = 'id, name, email, phone, locale, timezone, created_at AS "createdAt", updated_at AS "updatedAt"';
/** What the index is on. */
const SEARCHED = 'search_text(id, name, email, phone)';

/** The people who became known last, newest first. */
export function newestPeople(sql: Sql, limit: number): Promise<FoundPerson[]> {
  return rows(
    sql,
    `SELECT ${COLUMNS} FROM recipient WHERE erased_at IS NULL ORDER BY created_at DESC, id DESC LIMIT $1`,
    [limit],
  );
}

/**
 * People of whom any of these texts is a part, of their id, name, email or phone, newest first. Case and accents do not
 * count. Few are found by their pairs of letters. Of a text that many have, the newest people are looked through.
 * Postgres chooses by what it knows of the pairs.
 */
export function findPeople(sql: Sql, parts: readonly string[], limit: number): Promise<FoundPerson[]> {
  const found = parts.map((_, at) => {
    const part = `search_text(NULL, $${at + 2}, NULL, NULL)`;
    return `(search_pairs(${SEARCHED}) @> search_pairs(${part}) AND position(${part} IN ${SEARCHED}) > 0)`;
  });
  return rows(
    sql,
    `SELECT ${COLUMNS} FROM recipient WHERE erased_at IS NULL AND (${found.join(' OR ')})
     ORDER BY created_at DESC, id DESC LIMIT $1`,
    [limit, ...parts],
  );
}
