import type { MigrationInterface, QueryRunner } from 'typeorm';

/** As the migration of the statistics has it. */
const COUNT_STATISTICS = `
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
        END CASE;`;

/** The columns that the counts need. */
const SEEN = `notification_type, template_name, state, sent_at, ended_at, due_at, delivery_status, was_opened, was_clicked,
          was_unsubscribed, segments`;

/**
 * What each ended message counts as, for the analytics. It counts in the quarter of an hour (UTC) in which it was sent
 * or failed, whenever its receipts come: zones differ from UTC by whole quarters. A delivery status is the one that
 * tells most, so a message was delivered or bounced and never both; what its reader did is known beside it.
 */
const COUNTED = `
          date_bin('15 minutes', CASE WHEN state = 'sent' THEN sent_at ELSE ended_at END, '2000-01-01 00:00Z') AS at,
          notification_type AS channel, template_name,
          -- How late it went out, on a scale where each step is a tenth longer: 0 is below a millisecond.
          CASE WHEN state = 'sent' THEN
            CASE WHEN sent_at < due_at + interval '1 millisecond' THEN 0
                 ELSE 1 + floor(ln(extract(epoch FROM sent_at - due_at)::float8 * 1000) / ln(1.1::float8))::int END END AS lag,
          (state = 'sent')::int AS sent,
          (state = 'sent' AND delivery_status IN ('delivered', 'opened', 'clicked', 'unsubscribed', 'spam_report')
            IS TRUE)::int AS delivered,
          (state = 'sent' AND (delivery_status IN ('opened', 'clicked')
            OR (delivery_status IS NOT NULL AND (was_opened OR was_clicked))) IS TRUE)::int AS opened,
          (state = 'sent' AND (delivery_status = 'clicked' OR (delivery_status IS NOT NULL AND was_clicked)) IS TRUE)::int
            AS clicked,
          (state = 'sent' AND (delivery_status = 'bounced') IS TRUE)::int AS bounced,
          (state = 'sent' AND delivery_status IN ('undelivered', 'failed', 'blocked', 'dropped') IS TRUE)::int AS undelivered,
          (state = 'failed')::int AS failed,
          (state = 'sent' AND (was_unsubscribed OR delivery_status = 'unsubscribed') IS TRUE)::int AS unsubscribed,
          CASE WHEN state = 'sent' THEN coalesce(segments, 0) ELSE 0 END AS segments`;

const SUMS = `sum(n * sent) AS sent, sum(n * delivered) AS delivered, sum(n * opened) AS opened, sum(n * clicked) AS clicked,
          sum(n * bounced) AS bounced, sum(n * undelivered) AS undelivered, sum(n * failed) AS failed,
          sum(n * unsubscribed) AS unsubscribed, sum(n * segments) AS segments`;

const ENDED = `state IN ('sent', 'failed')`;

const COUNTS = `
        sent bigint NOT NULL, delivered bigint NOT NULL, opened bigint NOT NULL, clicked bigint NOT NULL,
        bounced bigint NOT NULL, undelivered bigint NOT NULL, failed bigint NOT NULL, unsubscribed bigint NOT NULL,
        segments bigint NOT NULL`;

/**
 * Analytics: counts by time, channel and template that are kept while rows change, by the trigger of the statistics. So
 * they see every change, from any process and any version of the code. They outlive the rows: what is cleaned up after
 * some weeks stays counted for a year.
 *
 * Rows that are there already are counted by the next migration, which then need not keep anybody from writing.
 */
export class Analytics1764400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The lock of this statement also waits for everybody who still counts without analytics.
      ALTER TABLE notification
        ADD COLUMN segments smallint,
        ADD COLUMN was_opened boolean NOT NULL DEFAULT false,
        ADD COLUMN was_clicked boolean NOT NULL DEFAULT false,
        ADD COLUMN was_unsubscribed boolean NOT NULL DEFAULT false;
      COMMENT ON COLUMN notification.segments IS 'Parts of the SMS that were last handed to the provider. NULL: no SMS, or not known.';
      COMMENT ON COLUMN notification.was_opened IS 'A receipt said so, whatever the delivery status shows.';

      CREATE TABLE analytics_count (
        minutes smallint NOT NULL CHECK (minutes IN (15, 60)),
        at timestamptz NOT NULL,
        channel text NOT NULL,
        template_name text NOT NULL,
        ${COUNTS},
        PRIMARY KEY (minutes, at, channel, template_name)
      ) WITH (fillfactor = 70);
      COMMENT ON TABLE analytics_count IS
        'Messages by the quarter and by the hour (UTC) in which they were sent or failed, as far as compacted: what counts is the sum with analytics_delta.';

      CREATE TABLE analytics_lag (
        minutes smallint NOT NULL CHECK (minutes IN (60, 1440)),
        at timestamptz NOT NULL,
        channel text NOT NULL,
        template_name text NOT NULL,
        lag smallint NOT NULL,
        n bigint NOT NULL,
        PRIMARY KEY (minutes, at, channel, template_name, lag)
      ) WITH (fillfactor = 70);
      COMMENT ON TABLE analytics_lag IS
        'How late messages went out, by the hour and by the day (UTC), as far as compacted. Lag n: up to 1.1^n ms after they were due.';

      -- No key and no index: it is written with every change, and holds a minute's worth.
      CREATE TABLE analytics_delta (
        at timestamptz NOT NULL,
        channel text NOT NULL,
        template_name text NOT NULL,
        lag smallint,
        ${COUNTS}
      ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);
      COMMENT ON TABLE analytics_delta IS 'How the counts of analytics changed since they were compacted.';

      CREATE OR REPLACE FUNCTION count_notifications() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        ${COUNT_STATISTICS}
        CASE TG_OP
          WHEN 'INSERT' THEN
            -- What cannot be sent from the start is inserted as failed.
            INSERT INTO analytics_delta
            SELECT at, channel, template_name, lag, ${SUMS}
            FROM (SELECT 1 AS n, ${COUNTED} FROM new_rows WHERE ${ENDED}) AS counted
            GROUP BY 1, 2, 3, 4;
          WHEN 'UPDATE' THEN
            INSERT INTO analytics_delta
            SELECT at, channel, template_name, lag, ${SUMS}
            FROM (SELECT n, ${COUNTED}
                  FROM (SELECT 1 AS n, ${SEEN} FROM new_rows WHERE ${ENDED}
                        UNION ALL SELECT -1, ${SEEN} FROM old_rows WHERE ${ENDED}) AS changed) AS counted
            GROUP BY 1, 2, 3, 4
            HAVING (sum(n * sent), sum(n * delivered), sum(n * opened), sum(n * clicked), sum(n * bounced),
                    sum(n * undelivered), sum(n * failed), sum(n * unsubscribed), sum(n * segments))
              <> (0, 0, 0, 0, 0, 0, 0, 0, 0);
          WHEN 'TRUNCATE' THEN
            TRUNCATE analytics_count, analytics_lag, analytics_delta;
          -- What is cleaned up stays counted.
          ELSE NULL;
        END CASE;
        RETURN NULL;
      END $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION count_notifications() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        ${COUNT_STATISTICS}
        RETURN NULL;
      END $$;
      DROP TABLE analytics_delta, analytics_lag, analytics_count;
      ALTER TABLE notification
        DROP COLUMN was_unsubscribed, DROP COLUMN was_clicked, DROP COLUMN was_opened, DROP COLUMN segments;
    `);
  }
}

/** Counts the rows that are there, with everything that has waited to be counted since the migration above. */
export const COUNT_ALL_ROWS = `
      WITH waiting AS (DELETE FROM analytics_delta),
      counted AS MATERIALIZED (
        SELECT at, channel, template_name, lag, ${SUMS}
        FROM (SELECT 1 AS n, ${COUNTED} FROM notification WHERE ${ENDED}) AS counted GROUP BY 1, 2, 3, 4),
      counts AS (
        INSERT INTO analytics_count
        SELECT minutes, CASE minutes WHEN 15 THEN at ELSE date_trunc('hour', at, 'UTC') END, channel, template_name,
          sum(sent), sum(delivered), sum(opened), sum(clicked), sum(bounced), sum(undelivered), sum(failed),
          sum(unsubscribed), sum(segments)
        FROM counted, (VALUES (15), (60)) AS grain(minutes) GROUP BY 1, 2, 3, 4)
      INSERT INTO analytics_lag
      SELECT minutes, date_trunc(CASE minutes WHEN 60 THEN 'hour' ELSE 'day' END, at, 'UTC'), channel, template_name, lag,
        sum(sent)
      FROM counted, (VALUES (60), (1440)) AS grain(minutes) WHERE lag IS NOT NULL GROUP BY 1, 2, 3, 4, 5`;
