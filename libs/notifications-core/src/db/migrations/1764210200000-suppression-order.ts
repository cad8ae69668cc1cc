import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The list is read page by page, newest first. A cursor stands in an address, so it must hold none of the list: it is
 * the time and an id of the entry. Old code inserts without the id and gets one.
 */
export class SuppressionOrder1764210200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE suppression ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid();
      CREATE INDEX suppression_newest ON suppression (created_at DESC, id DESC);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX suppression_newest;
      ALTER TABLE suppression DROP COLUMN id;
    `);
  }
}
