import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Twilio's signature has no time in it: who has seen a STOP can repeat it for ever, also after the START that came
 * later. So each command is done once. Old code does not read the table.
 */
export class InboundCommands1764210100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE inbound_command (
        message_sid text PRIMARY KEY,
        received_at timestamptz NOT NULL DEFAULT now());
      COMMENT ON TABLE inbound_command IS 'Ids of the STOPs and STARTs that were done, without number and text. Cleaned up.';
      CREATE INDEX inbound_command_received ON inbound_command (received_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE inbound_command`);
  }
}
