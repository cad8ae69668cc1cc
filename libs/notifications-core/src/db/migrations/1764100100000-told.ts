import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What was said about an appointment outlives the notification, and is a matter between the appointment and one person.
 *
 * `told` keeps who was told what of which revision after clean-up has deleted the notification. Older releases have
 * deleted some already: for appointments that are ahead, the answers to their events tell of those.
 *
 * The unique key gains the person, because an appointment may pass to somebody else at the same revision. Old code only
 * runs into the index and does not ask for it; its name stays, because old code knows a conflict by it.
 */
export class Told1764100100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE told (
        appointment_id text NOT NULL REFERENCES appointment ON DELETE CASCADE,
        user_id text NOT NULL,
        dedupe_key text NOT NULL,
        notification_id uuid NOT NULL,
        notification_type text NOT NULL,
        template_name text NOT NULL,
        appointment_revision integer NOT NULL,
        hours_until integer,
        state text NOT NULL CHECK (state IN ('sent', 'failed', 'cancelled')),
        reason text,
        due_at timestamptz NOT NULL,
        PRIMARY KEY (appointment_id, user_id, dedupe_key)
      );
      COMMENT ON TABLE told IS
        'Notifications that were cleaned up, as far as planning must know of them. It goes with its appointment.';
      -- Erasure.
      CREATE INDEX told_user ON told (user_id);

      INSERT INTO told (appointment_id, user_id, dedupe_key, notification_id, notification_type, template_name,
        appointment_revision, state, due_at)
      SELECT DISTINCT a.id, a.recipient_id,
        a.id || '|' || (n->>'template_name') || '|' || (n->>'notification_type') || '|r' || a.revision,
        (n->>'id')::uuid, n->>'notification_type', n->>'template_name', a.revision, 'sent', e.received_at
      FROM appointment a
      JOIN booking_event e ON e.appointment_id = a.id
      CROSS JOIN LATERAL jsonb_array_elements(e.answer->'notifications') AS n
      WHERE a.starts_at > now() AND n->>'template_name' <> 'appointment_reminder'
        AND n->>'status' <> 'failed' AND e.payload #>> '{data,appointment,client,id}' = a.recipient_id
        AND NOT EXISTS (SELECT FROM notification r WHERE r.id = (n->>'id')::uuid)
      ON CONFLICT DO NOTHING;

      DROP INDEX notification_dedupe;
      -- A cancelled row may be planned again (moved away and back); anything else is there once for each person.
      CREATE UNIQUE INDEX notification_dedupe ON notification (dedupe_key, user_id) WHERE state <> 'cancelled';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- What several people have of one key needs several keys again.
      UPDATE notification n SET dedupe_key = n.dedupe_key || '|' || n.id
      WHERE n.state <> 'cancelled' AND EXISTS (
        SELECT FROM notification o
        WHERE o.dedupe_key = n.dedupe_key AND o.state <> 'cancelled' AND o.id > n.id);
      DROP INDEX notification_dedupe;
      CREATE UNIQUE INDEX notification_dedupe ON notification (dedupe_key) WHERE state <> 'cancelled';
      DROP TABLE told;
    `);
  }
}
