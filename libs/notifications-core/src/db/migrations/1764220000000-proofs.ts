import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What proves that a provider took a message whose answer was never recorded. Code of an older release writes none of
 * this, and settles doubts by waiting, as before.
 */
export class Proofs1764220000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE notification
        ADD COLUMN duplicates integer NOT NULL DEFAULT 0 CHECK (duplicates >= 0),
        ADD COLUMN look_at timestamptz;
      COMMENT ON COLUMN notification.duplicates IS
        'How many more messages than one a provider is proven to have taken. Staff who send it again make none.';
      COMMENT ON COLUMN notification.look_at IS
        'When a doubt is looked up at its provider next. NULL: it was not looked up yet. infinity: never again.';

      ALTER TABLE delivery_attempt
        ADD COLUMN evidence text CHECK (evidence IN ('receipt', 'list', 'answer')),
        ADD COLUMN evidence_at timestamptz;
      COMMENT ON COLUMN delivery_attempt.evidence IS
        'By what it became known that the provider took this message, although no answer was recorded.';

      CREATE TABLE delivery_proof (
        notification_id uuid NOT NULL REFERENCES notification ON DELETE CASCADE,
        message_id text NOT NULL,
        provider text NOT NULL,
        evidence text NOT NULL CHECK (evidence IN ('receipt', 'list', 'answer')),
        at timestamptz NOT NULL,
        applied_at timestamptz,
        PRIMARY KEY (notification_id, message_id)
      );
      COMMENT ON TABLE delivery_proof IS
        'Messages that a provider is proven to have taken, where the notification did not know it. Each counts once.';
      COMMENT ON COLUMN delivery_proof.message_id IS 'The id that the provider gave at the send; empty where unknown.';
      -- Proofs that came while the notification was being sent. Tiny.
      CREATE INDEX delivery_proof_open ON delivery_proof (notification_id) WHERE applied_at IS NULL;
      -- Two doubts never take the same entry of a provider's list.
      CREATE UNIQUE INDEX delivery_proof_listed ON delivery_proof (provider, message_id) WHERE evidence = 'list';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE delivery_proof;
      ALTER TABLE delivery_attempt DROP COLUMN evidence_at, DROP COLUMN evidence;
      ALTER TABLE notification DROP COLUMN look_at, DROP COLUMN duplicates;
    `);
  }
}
