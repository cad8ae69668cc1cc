import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What providers say of messages after they took them. Code of an older release neither reads nor writes any of it. */
export class Receipts1764200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE notification ADD COLUMN delivery_code text;
      COMMENT ON COLUMN notification.delivery_code IS 'The provider''s code that came with the delivery status.';
      -- Receipts that name no notification. By hash: it costs a send 2 µs, where a B-tree of these long ids costs 8.
      CREATE INDEX notification_provider_message ON notification USING hash (provider_message_id)
        WHERE provider_message_id IS NOT NULL;

      CREATE TABLE receipt (
        id uuid PRIMARY KEY,
        dedupe_key text NOT NULL CONSTRAINT receipt_dedupe UNIQUE,
        notification_id uuid REFERENCES notification ON DELETE CASCADE,
        provider text NOT NULL CHECK (provider IN ('sendgrid', 'twilio')),
        provider_message_id text,
        event text NOT NULL,
        status text,
        code text,
        consequence text,
        is_proof boolean NOT NULL,
        is_of_earlier_send boolean NOT NULL DEFAULT false,
        occurred_at timestamptz NOT NULL,
        received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        payload jsonb NOT NULL
      );
      COMMENT ON TABLE receipt IS 'What providers say of messages after they took them. It goes with its notification.';
      COMMENT ON COLUMN receipt.dedupe_key IS 'A hash of what it says: the same for each copy.';
      COMMENT ON COLUMN receipt.notification_id IS 'NULL: it matches no notification yet, and is kept for a few days.';
      COMMENT ON COLUMN receipt.event IS 'The provider''s word.';
      COMMENT ON COLUMN receipt.status IS 'What it means for the delivery, in our words. NULL: nothing.';
      COMMENT ON COLUMN receipt.is_of_earlier_send IS 'It is about a message from before staff sent the notification again.';
      COMMENT ON COLUMN receipt.payload IS 'The raw event, without what is personal in it.';
      CREATE INDEX receipt_notification ON receipt (notification_id) WHERE notification_id IS NOT NULL;
      -- To match late, and to forget.
      CREATE INDEX receipt_unmatched ON receipt (received_at) WHERE notification_id IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE receipt;
      DROP INDEX notification_provider_message;
      ALTER TABLE notification DROP COLUMN delivery_code;
    `);
  }
}
