import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Ids of STOPs and STARTs are kept for good: who repeats a START after they are forgotten would lift the STOP that came
 * after it. An old pod still deletes those of more than 30 days; new ones need no index to find them by.
 */
export class CommandsStay1764700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      COMMENT ON TABLE inbound_command IS 'Ids of the STOPs and STARTs that were done, without number and text. Kept.';
      DROP INDEX inbound_command_received;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      COMMENT ON TABLE inbound_command IS 'Ids of the STOPs and STARTs that were done, without number and text. Cleaned up.';
      CREATE INDEX inbound_command_received ON inbound_command (received_at);
    `);
  }
}
