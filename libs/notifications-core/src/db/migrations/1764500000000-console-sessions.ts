import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may enter the console, and who is in it. Only hashes of the secrets are kept. Old code does not read it. */
export class ConsoleSessions1764500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sign_in_code (
        hash bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
        user_id text NOT NULL,
        role text NOT NULL CHECK (role IN ('staff', 'admin')),
        email text,
        phone text,
        name text,
        expires_at timestamptz NOT NULL);
      CREATE INDEX sign_in_code_expired ON sign_in_code (expires_at);
      COMMENT ON TABLE sign_in_code IS 'Links to the console that were not used yet. Each opens one session.';

      CREATE TABLE console_session (LIKE sign_in_code INCLUDING ALL);
      ALTER INDEX console_session_expires_at_idx RENAME TO console_session_expired;
      ALTER TABLE console_session ADD started_at timestamptz NOT NULL DEFAULT now();
      COMMENT ON TABLE console_session IS 'Who is signed in to the console.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE console_session; DROP TABLE sign_in_code`);
  }
}
