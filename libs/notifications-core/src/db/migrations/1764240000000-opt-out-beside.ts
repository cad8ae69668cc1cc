import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An opt-out stands beside another cause of the same address: only its owner lifts the one, only staff the other. Old
 * code adds nothing to an address that is listed already.
 */
export class OptOutBeside1764240000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE suppression DROP CONSTRAINT suppression_pkey, ADD PRIMARY KEY (id);
      CREATE UNIQUE INDEX suppression_once ON suppression (channel, address, (cause = 'opted_out'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM suppression s USING suppression o
      WHERE o.channel = s.channel AND o.address = s.address AND o.cause = 'opted_out' AND s.cause <> 'opted_out';
      DROP INDEX suppression_once;
      ALTER TABLE suppression DROP CONSTRAINT suppression_pkey, ADD PRIMARY KEY (channel, address);
    `);
  }
}
