import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables for bulk sends and idempotency keys, and indexes for finding, erasing and cleaning up rows. */
export class SendsAndPeople1763900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE batch (
        id uuid PRIMARY KEY,
        template_name text NOT NULL,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      COMMENT ON TABLE batch IS 'One bulk send; its progress is counted over its notifications.';
      CREATE INDEX notification_batch ON notification (batch_id, state) WHERE batch_id IS NOT NULL;

      CREATE TABLE idempotency_key (
        caller text NOT NULL,
        key text NOT NULL,
        request_checksum text NOT NULL,
        answer jsonb,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (caller, key)
      );
      COMMENT ON COLUMN idempotency_key.request_checksum IS 'SHA-256 of call and body: the same key with another is a mistake.';
      CREATE INDEX idempotency_key_age ON idempotency_key (created_at);

      -- Clean-up: what has ended, by when it did.
      CREATE INDEX notification_ended ON notification (ended_at) WHERE ended_at IS NOT NULL;
      CREATE INDEX booking_event_received ON booking_event (received_at);
      CREATE INDEX sandbox_message_captured ON sandbox_message (captured_at);

      -- Reminders that should exist: appointments by their start.
      CREATE INDEX appointment_start ON appointment (starts_at);

      -- Erasure: everything that names a person. An erased payload is empty and leaves the index.
      CREATE INDEX booking_event_client ON booking_event ((payload #>> '{data,appointment,client,id}'));
      CREATE INDEX sandbox_message_notification ON sandbox_message (notification_id);
      CREATE INDEX recipient_erased ON recipient (erased_at) WHERE erased_at IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX recipient_erased, sandbox_message_notification, booking_event_client, appointment_start,
        sandbox_message_captured, booking_event_received, notification_ended, notification_batch;
      DROP TABLE idempotency_key, batch;
    `);
  }
}
