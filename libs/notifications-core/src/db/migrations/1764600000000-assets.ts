import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Pictures for mails. Old code does not read them. */
export class Assets1764600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE asset (
        sha256 bytea PRIMARY KEY CHECK (octet_length(sha256) = 32),
        type text NOT NULL CHECK (type IN ('png', 'jpg', 'gif', 'webp')),
        width integer NOT NULL CHECK (width > 0),
        height integer NOT NULL CHECK (height > 0),
        bytes integer NOT NULL CHECK (bytes BETWEEN 1 AND 1048576),
        content bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp());
      -- Pictures are compressed already.
      ALTER TABLE asset ALTER content SET STORAGE EXTERNAL;
      CREATE INDEX asset_newest ON asset (created_at DESC, sha256 DESC);
      COMMENT ON TABLE asset IS 'Pictures for mails, by their content. None is ever changed.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE asset`);
  }
}
