import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is needed to tell the story of a booking: the messages that were never planned, and when an event came again.
 * Old code writes neither, and needs neither.
 */
export class Story1764300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE skip (
        appointment_id text NOT NULL REFERENCES appointment ON DELETE CASCADE,
        user_id text NOT NULL,
        notification_type text NOT NULL,
        template_name text NOT NULL,
        hours_until integer,
        dedupe_key text NOT NULL,
        reason text NOT NULL,
        cause text NOT NULL,
        starts_at timestamptz NOT NULL,
        skipped_at timestamptz NOT NULL,
        UNIQUE NULLS NOT DISTINCT (appointment_id, user_id, notification_type, template_name, hours_until)
      );
      COMMENT ON TABLE skip IS
        'Messages of an appointment that were not planned, and why: the latest reason of each. It goes with its appointment.';
      COMMENT ON COLUMN skip.cause IS 'Type of the booking event, change (of preferences or details), or request.';
      -- Erasure.
      CREATE INDEX skip_user ON skip (user_id);

      ALTER TABLE booking_event ADD COLUMN repeated_at timestamptz[] NOT NULL DEFAULT '{}';
      COMMENT ON COLUMN booking_event.repeated_at IS 'When the event came again: the latest times, oldest first.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE booking_event DROP COLUMN repeated_at;
      DROP TABLE skip;
    `);
  }
}
