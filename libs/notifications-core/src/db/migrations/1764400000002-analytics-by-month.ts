import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How late messages went out is kept by the month too: a year is then some ten thousand rows to read, and no million. */
export class AnalyticsByMonth1764400000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE analytics_lag
        DROP CONSTRAINT analytics_lag_minutes_check,
        ALTER COLUMN minutes TYPE integer,
        ADD CONSTRAINT analytics_lag_minutes_check CHECK (minutes IN (60, 1440, 43200));
      COMMENT ON TABLE analytics_lag IS
        'How late messages went out, by the hour, the day and the month (UTC; 43200), as far as compacted. Lag n: up to 1.1^n ms after they were due.';
      INSERT INTO analytics_lag
      SELECT 43200, date_trunc('month', at, 'UTC'), channel, template_name, lag, sum(n) FROM analytics_lag
      WHERE minutes = 1440 GROUP BY 1, 2, 3, 4, 5;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM analytics_lag WHERE minutes = 43200;
      ALTER TABLE analytics_lag
        DROP CONSTRAINT analytics_lag_minutes_check,
        ALTER COLUMN minutes TYPE smallint,
        ADD CONSTRAINT analytics_lag_minutes_check CHECK (minutes IN (60, 1440));
    `);
  }
}
