import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The secret behind the links in messages. Every pod must know the same one, and it must outlive restarts and a new
 * JWT_SECRET: a link in a mail is opened years later. Old code does not read it.
 */
export class SigningKey1764210000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE signing_key (
        purpose text PRIMARY KEY,
        key bytea NOT NULL CHECK (octet_length(key) = 32),
        created_at timestamptz NOT NULL DEFAULT now());
      COMMENT ON TABLE signing_key IS 'Random secrets of this installation, made once. Who changes one ends all links made with it.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE signing_key`);
  }
}
