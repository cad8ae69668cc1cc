import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Erasure marks the rows themselves. A person may become known again while an old message of theirs is still being
 * sent. Then only the mark says which rows must be emptied. Old code neither reads nor writes the column.
 */
export class ErasedRows1764010000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE notification ADD COLUMN erased_at timestamptz;
      COMMENT ON COLUMN notification.erased_at IS 'When its person was erased: what is personal in it goes, and it is not sent.';
      -- What was being sent when its person was erased, until it is emptied. Tiny.
      CREATE INDEX notification_erasing ON notification (user_id) WHERE erased_at IS NOT NULL AND recipient IS NOT NULL;

      COMMENT ON COLUMN suppression.address IS
        'Canonical: lower-case email, or E.164; sha256:<hex> of it once its person was erased.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX notification_erasing;
      ALTER TABLE notification DROP COLUMN erased_at;
      COMMENT ON COLUMN suppression.address IS 'Canonical: lower-case email, or E.164.';
    `);
  }
}
