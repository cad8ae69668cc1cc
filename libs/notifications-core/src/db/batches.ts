import { rows, type Sql } from './sql.js';

/** The progress of a bulk send: its notifications by public status. */
export interface BatchProgress {
  readonly total: number;
  readonly pending: number;
  readonly sent: number;
  readonly failed: number;
  readonly cancelled: number;
}

export async function insertBatch(
  sql: Sql,
  batch: { readonly id: string; readonly templateName: string; readonly createdBy: string },
): Promise<void> {
  await rows(
    sql,
    `WITH added AS (
       INSERT INTO batch (id, template_name, created_by) VALUES ($1, $2, $3) RETURNING id)
     SELECT id FROM added`,
    [batch.id, batch.templateName, batch.createdBy],
  );
}

/** `null`: there is no such batch. */
export async function readBatchProgress(sql: Sql, id: string): Promise<BatchProgress | null> {
  const [progress] = await rows<BatchProgress>(
    sql,
    // An index-only scan: `state` is in the index.
    `SELECT count(n.state)::int AS total,
       count(*) FILTER (WHERE n.state IN ('pending', 'sending', 'in_doubt'))::int AS pending,
       count(*) FILTER (WHERE n.state = 'sent')::int AS sent,
       count(*) FILTER (WHERE n.state = 'failed')::int AS failed,
       count(*) FILTER (WHERE n.state = 'cancelled')::int AS cancelled
     FROM batch b LEFT JOIN notification n ON n.batch_id = b.id
     WHERE b.id = $1 GROUP BY b.id`,
    [id],
  );
  return progress ?? null;
}
