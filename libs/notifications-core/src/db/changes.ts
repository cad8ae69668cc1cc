import { rows, type Sql } from './sql.js';

/** What can change on an open page. */
export type ChangedType = 'notification' | 'message' | 'appointment' | 'template' | 'suppression';

/** Something that is new, or changed. */
export interface Newest {
  readonly source: 'planned' | 'claimed' | 'ended' | 'receipt' | 'message' | 'event' | 'template' | 'suppression';
  readonly type: ChangedType;
  /** `null` for what has no id that may be told: a suppression is an address. */
  readonly id: string | null;
  /** Of its source: the same as long as nothing changed. */
  readonly key: string;
}

/**
 * The newest of everything, up to `limit` of each source. Each is read from the end of an index; templates are few. So
 * it costs the same however much there is, and those who write pay nothing for it.
 */
export function readNewest(sql: Sql, limit: number): Promise<Newest[]> {
  return rows(
    sql,
    `(SELECT 'planned' AS source, 'notification' AS type, id::text, id::text AS key
      FROM notification ORDER BY notification.id DESC LIMIT $1)
     UNION ALL
     (SELECT 'claimed', 'notification', id::text, id || ' ' || fence
      FROM notification WHERE state = 'sending' ORDER BY lease_until DESC LIMIT $1)
     UNION ALL
     (SELECT 'ended', 'notification', id::text, id || ' ' || extract(epoch FROM ended_at)
      FROM notification WHERE ended_at IS NOT NULL ORDER BY ended_at DESC LIMIT $1)
     UNION ALL
     (SELECT 'receipt', 'notification', notification_id::text, id::text FROM receipt ORDER BY receipt.id DESC LIMIT $1)
     UNION ALL
     (SELECT 'message', 'message', id::text, id::text FROM sandbox_message ORDER BY captured_at DESC LIMIT $1)
     UNION ALL
     (SELECT 'event', 'appointment', appointment_id, source || ' ' || event_id
      FROM booking_event ORDER BY received_at DESC LIMIT $1)
     UNION ALL
     (SELECT 'template', 'template', name || '/' || template_type, id || ' ' || version
      FROM template ORDER BY updated_at DESC LIMIT $1)
     UNION ALL
     (SELECT 'suppression', 'suppression', NULL, id::text
      FROM suppression ORDER BY created_at DESC, id DESC LIMIT $1)`,
    [limit],
  );
}
