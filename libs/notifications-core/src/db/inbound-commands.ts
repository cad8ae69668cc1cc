import { rows, type Sql } from './sql.js';

/**
 * Notes that the command of this message is done now, in the transaction that does it.
 * @returns whether it is new. Of two at once, the second waits for the first.
 */
export async function rememberCommand(sql: Sql, messageSid: string): Promise<boolean> {
  const added = await rows(
    sql,
    `WITH added AS (
       INSERT INTO inbound_command (message_sid) VALUES ($1) ON CONFLICT DO NOTHING RETURNING message_sid)
     SELECT message_sid FROM added`,
    [messageSid],
  );
  return added.length > 0;
}
