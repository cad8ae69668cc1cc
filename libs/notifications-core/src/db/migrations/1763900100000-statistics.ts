import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Counts that are kept up to date while rows change, so that statistics need not read the rows. Also the indexes that
 * keep every filter of the history, and redriving, as fast with ten million rows as with ten thousand.
 *
 * Triggers do the counting, because they see every change, from any process and any version of the code. They only add
 * rows to `statistics_delta`. If they updated the row of the hour, workers would wait for each other.
 */
export class Statistics1763900100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE statistics_hour (
        hour timestamptz NOT NULL,
        channel text NOT NULL,
        status text NOT NULL,
        delivery_status text NOT NULL,
        n bigint NOT NULL,
        PRIMARY KEY (hour, channel, status, delivery_status)
      ) WITH (fillfactor = 70);
      COMMENT ON TABLE statistics_hour IS
        'Notifications by the hour (UTC) of their creation, as far as compacted: what counts is the sum with statistics_delta.';
      COMMENT ON COLUMN statistics_hour.delivery_status IS 'Empty where no receipt has come.';

      -- No key and no index: it is written with every change, and holds a minute's worth.
      CREATE TABLE statistics_delta (
        hour timestamptz NOT NULL,
        channel text NOT NULL,
        status text NOT NULL,
        delivery_status text NOT NULL,
        n integer NOT NULL
      ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);
      COMMENT ON TABLE statistics_delta IS 'How the counts changed since they were compacted.';

      CREATE FUNCTION count_notifications() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        CASE TG_OP
          WHEN 'INSERT' THEN
            INSERT INTO statistics_delta
            SELECT date_trunc('hour', created_at, 'UTC'), notification_type,
              CASE WHEN state IN ('sending', 'in_doubt') THEN 'pending' ELSE state END, coalesce(delivery_status, ''), count(*)
            FROM new_rows GROUP BY 1, 2, 3, 4;
          WHEN 'DELETE' THEN
            INSERT INTO statistics_delta
            SELECT date_trunc('hour', created_at, 'UTC'), notification_type,
              CASE WHEN state IN ('sending', 'in_doubt') THEN 'pending' ELSE state END, coalesce(delivery_status, ''), -count(*)
            FROM old_rows GROUP BY 1, 2, 3, 4;
          WHEN 'UPDATE' THEN
            -- A claim changes nothing that is counted, and adds nothing.
            INSERT INTO statistics_delta
            SELECT date_trunc('hour', created_at, 'UTC'), notification_type,
              CASE WHEN state IN ('sending', 'in_doubt') THEN 'pending' ELSE state END, coalesce(delivery_status, ''), sum(n)
            FROM (SELECT created_at, notification_type, state, delivery_status, 1 AS n FROM new_rows
                  UNION ALL SELECT created_at, notification_type, state, delivery_status, -1 FROM old_rows) AS changed
            GROUP BY 1, 2, 3, 4 HAVING sum(n) <> 0;
          WHEN 'TRUNCATE' THEN
            TRUNCATE statistics_hour, statistics_delta;
        END CASE;
        RETURN NULL;
      END $$;

      -- From here to the end of this transaction nobody writes, so that each row is counted once.
      CREATE TRIGGER notification_inserted AFTER INSERT ON notification
        REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_notifications();
      CREATE TRIGGER notification_updated AFTER UPDATE ON notification
        REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_notifications();
      CREATE TRIGGER notification_deleted AFTER DELETE ON notification
        REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_notifications();
      CREATE TRIGGER notification_truncated AFTER TRUNCATE ON notification
        FOR EACH STATEMENT EXECUTE FUNCTION count_notifications();
      INSERT INTO statistics_hour
      SELECT date_trunc('hour', created_at, 'UTC'), notification_type,
        CASE WHEN state IN ('sending', 'in_doubt') THEN 'pending' ELSE state END, coalesce(delivery_status, ''), count(*)
      FROM notification GROUP BY 1, 2, 3, 4;

      -- Everybody's history by status, channel and template, newest first in each of their combinations. An expression,
      -- so that no other question is ever answered from it: those of the dispatcher would be, and read all that waits.
      CREATE INDEX notification_kind ON notification (
        ((CASE WHEN state IN ('sending', 'in_doubt') THEN 'pending' ELSE state END
          || ' ' || notification_type || ' ' || template_name) COLLATE "C"), id DESC);
      -- Redriving: what failed, oldest first. All that failed has a reason; to ask for it is to ask for this index,
      -- which one user's failures would be read from otherwise, with everybody's.
      CREATE INDEX notification_failed ON notification (ended_at, id) WHERE state = 'failed' AND reason IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX notification_failed, notification_kind;
      DROP TRIGGER notification_truncated ON notification;
      DROP TRIGGER notification_deleted ON notification;
      DROP TRIGGER notification_updated ON notification;
      DROP TRIGGER notification_inserted ON notification;
      DROP FUNCTION count_notifications();
      DROP TABLE statistics_delta, statistics_hour;
    `);
  }
}
