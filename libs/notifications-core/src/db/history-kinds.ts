/** A kind of rows: what they have in common, as one text. An index of all kinds has the ids of each in order. */
export interface Kinds {
  /** The text, as the index has it, of the row `k`. Its parts are separated by spaces; the template comes last. */
  readonly expression: string;
  /** What the index holds. */
  readonly rows: string;
  /** The parts before the template. */
  readonly parts: readonly ('status' | 'channel' | 'reason')[];
}

const STATUS = `CASE WHEN k.state IN ('sending', 'in_doubt') THEN 'pending' ELSE k.state END`;

/** All rows, by status, channel and template. */
export const KINDS: Kinds = {
  expression: `((${STATUS} || ' ' || k.notification_type || ' ' || k.template_name) COLLATE "C")`,
  rows: 'true',
  parts: ['status', 'channel'],
};

/** The rows that have a reason, by that too. */
export const KINDS_WITH_REASON: Kinds = {
  expression: `((${STATUS} || ' ' || k.notification_type || ' ' || k.reason || ' ' || k.template_name) COLLATE "C")`,
  rows: 'k.reason IS NOT NULL',
  parts: ['status', 'channel', 'reason'],
};

/**
 * A query for everybody's newest ids by status, channel, reason or template. No index has ids in order for every
 * filter, and walking through all ids takes minutes if few of them match. But there are few kinds, and their index has
 * the ids of each kind in order. So the query jumps from kind to kind, takes the newest ids of each kind that matches,
 * and of these the newest.
 *
 * Its parameters: a part, or null for any; `templateName`; `before` and `after`, ids; `from` and `to`; `most`.
 * @param also a condition on `k` that most rows of a kind fulfil.
 */
export function newestOfKinds({ expression, rows, parts }: Kinds, also = 'true'): string {
  const known = parts.map((part, index) => `split_part(name, ' ', ${index + 1}) AS ${part}`);
  const wanted = parts.map((part) => `wanted.${part} = coalesce(:${part}, wanted.${part})`);
  const prefix = parts.map((part) => `wanted.${part} || ' '`).join(' || ');
  return `
  WITH RECURSIVE kind(name) AS (
    (SELECT ${expression} FROM notification k WHERE ${rows} ORDER BY 1 LIMIT 1)
    UNION ALL
    SELECT (SELECT ${expression} FROM notification k WHERE ${rows} AND ${expression} > kind.name ORDER BY 1 LIMIT 1)
    FROM kind WHERE kind.name IS NOT NULL),
  wanted AS (SELECT name, ${known.join(', ')} FROM kind)
  SELECT newest.id
  FROM wanted CROSS JOIN LATERAL (
    SELECT k.id FROM notification k
    WHERE ${rows} AND ${expression} = wanted.name AND k.id < :before AND k.id >= :after AND ${also}
    ORDER BY k.id DESC LIMIT :most) AS newest
  WHERE ${wanted.join(' AND ')} AND wanted.name = coalesce(${prefix} || :templateName, wanted.name)
  ORDER BY newest.id DESC LIMIT :most`;
}

/** A query for everybody's newest ids in a state that few rows are in at a time, each with an index of its own. */
export function newestInRareState(state: 'sending' | 'in_doubt', also: string): string {
  return `
  WITH few AS MATERIALIZED (SELECT k.id FROM notification k WHERE k.state = '${state}' AND ${also})
  SELECT id FROM few WHERE id < :before AND id >= :after ORDER BY id DESC LIMIT :most`;
}
