import { CHANNELS, type Channel } from '../domain/notification.js';
import type { SuppressionCause } from '../domain/suppression.js';
import { rows, type Sql } from './sql.js';
import { listedForms, type Place } from './suppressions.js';

/** The place of an entry in the list. */
export interface ListPlace {
  /** Microseconds since 1970, as text: Postgres counts finer than JavaScript. */
  readonly micros: string;
  readonly id: string;
}

/** An entry of the suppression list. */
export interface ListedSuppression extends ListPlace {
  readonly channel: Channel;
  /** In canonical form, or `sha256:<hex>` of it once its owner was erased. */
  readonly address: string;
  readonly cause: SuppressionCause;
  readonly createdAt: Date;
}

export interface SuppressionQuery {
  readonly channel: Channel | undefined;
  /** In canonical form. An entry in its hidden form is found too. */
  readonly address: string | undefined;
  /** Only entries after this one. */
  readonly after: ListPlace | undefined;
  readonly limit: number;
}

const MICROS = `(extract(epoch FROM created_at) * 1000000)::bigint`;

/** Entries of the list, newest first. */
export function readSuppressions(
  sql: Sql,
  { channel, address, after, limit }: SuppressionQuery,
): Promise<ListedSuppression[]> {
  const parameters: unknown[] = [limit];
  const given = (value: unknown, type: string): string => `$${parameters.push(value)}::${type}`;
  const conditions = [
    // The index on addresses begins with the channel.
    ...(channel === undefined && address === undefined
      ? []
      : [`channel = ANY (${given(channel === undefined ? CHANNELS : [channel], 'text[]')})`]),
    ...(address === undefined ? [] : [`address IN ${listedForms(given(address, 'text'))}`]),
    ...(after === undefined
      ? []
      : [
          `(created_at, id) < (timestamptz 'epoch' + ${given(after.micros, 'bigint')} * interval '1 microsecond', ${given(after.id, 'uuid')})`,
        ]),
  ];
  return rows(
    sql,
    `SELECT channel, address, cause, created_at AS "createdAt", ${MICROS}::text AS micros, id FROM suppression
     ${conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`}
     ORDER BY created_at DESC, id DESC LIMIT $1`,
    parameters,
  );
}

/**
 * Takes an address off the list, in both forms, whatever its cause, but for an opt-out: only its owner lifts that.
 * @returns the causes that were there. Nothing was removed if one of them is `opted_out`. Empty: it is not listed.
 */
export async function removeSuppression(sql: Sql, { channel, address }: Place): Promise<SuppressionCause[]> {
  const found = await rows<{ cause: SuppressionCause }>(
    sql,
    `WITH listed AS (
       SELECT id, cause FROM suppression WHERE channel = $1 AND address IN ${listedForms('$2')} FOR UPDATE),
     removed AS (
       DELETE FROM suppression s USING listed l
       WHERE s.id = l.id AND NOT EXISTS (SELECT FROM listed WHERE cause = 'opted_out') RETURNING s.id)
     SELECT l.cause FROM listed l LEFT JOIN removed r ON r.id = l.id`,
    [channel, address],
  );
  return found.map(({ cause }) => cause);
}
