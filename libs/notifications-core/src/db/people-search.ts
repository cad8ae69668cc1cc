import type { RecipientEntity } from './entities/recipient.entity.js';
import { rows, type Sql } from './sql.js';

/** A person who was found. */
export type FoundPerson = Readonly<Omit<RecipientEntity, 'erasedAt'>>;

const COLUMNS = 'id, name, email, phone, locale, timezone, created_at AS "createdAt", updated_at AS "updatedAt"';
/** As many of the newest people are looked through first. It takes some tens of milliseconds. */
const LOOKED_THROUGH = 2_000;

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
 * count.
 *
 * What many people have, such as `gmail`, is found among the newest. What is not there often enough is so rare that the
 * index finds all who have it. Postgres cannot make that choice: it does not know how common a text is.
 */
export async function findPeople(sql: Sql, parts: readonly string[], limit: number): Promise<FoundPerson[]> {
  const common = await rows<FoundPerson>(
    sql,
    `WITH newest AS (
       SELECT * FROM recipient WHERE erased_at IS NULL ORDER BY created_at DESC, id DESC LIMIT ${LOOKED_THROUGH})
     SELECT ${COLUMNS} FROM newest WHERE ${anyOf(parts, contains)} ORDER BY created_at DESC, id DESC LIMIT $1`,
    [limit, ...parts],
  );
  if (common.length >= limit) return common;
  return rows(
    sql,
    `WITH found AS MATERIALIZED (
       SELECT * FROM recipient
       WHERE erased_at IS NULL AND ${anyOf(parts, (part) => `(${hasPairsOf(part)} AND ${contains(part)})`)})
     SELECT ${COLUMNS} FROM found ORDER BY created_at DESC, id DESC LIMIT $1`,
    [limit, ...parts],
  );
}

/** A condition for any of the parts. They are the parameters after the limit. */
function anyOf(parts: readonly string[], condition: (part: string) => string): string {
  return `(${parts.map((_, at) => condition(`search_text(NULL, $${at + 2}, NULL, NULL)`)).join(' OR ')})`;
}

/** What a person is found by. */
const SEARCHED = 'search_text(id, name, email, phone)';

const contains = (part: string): string => `position(${part} IN ${SEARCHED}) > 0`;

/** The left side is what the index is on. */
const hasPairsOf = (part: string): string =>
  `(search_pairs(${SEARCHED}) || string_to_array(${SEARCHED}, NULL)) @> search_pairs(${part})`;
