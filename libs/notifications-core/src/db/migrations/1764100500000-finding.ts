import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Indexes by which staff find messages. Old code neither needs nor harms them. */
export class Finding1764100500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Everybody's messages to one address, newest first. Addresses are compared without case.
      CREATE INDEX notification_address ON notification (lower(recipient), id DESC) WHERE recipient IS NOT NULL;
      -- As notification_kind, for what has a reason. An expression too, so that no other question is answered from it.
      CREATE INDEX notification_kind_reason ON notification (
        ((CASE WHEN state IN ('sending', 'in_doubt') THEN 'pending' ELSE state END
          || ' ' || notification_type || ' ' || reason || ' ' || template_name) COLLATE "C"), id DESC)
        WHERE reason IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX notification_kind_reason, notification_address');
  }
}
