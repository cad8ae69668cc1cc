import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An attempt that a provider answers with 429 uses up no try, so it is counted apart. An older release does not write
 * the column: with it, such an attempt uses up a try as before.
 */
export class SlowedAttempts1764100600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE notification ADD COLUMN slowed integer NOT NULL DEFAULT 0 CHECK (slowed >= 0);
      COMMENT ON COLUMN notification.slowed IS
        'How many of the attempts met a provider that took nothing more at that moment (429). They used up no try.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE notification DROP COLUMN slowed');
  }
}
