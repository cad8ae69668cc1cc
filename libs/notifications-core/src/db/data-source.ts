import 'reflect-metadata';
import { DataSource } from 'typeorm';
import type { Config } from '../config/config.js';
import { AppointmentEntity } from './entities/appointment.entity.js';
import { BookingEventEntity } from './entities/booking-event.entity.js';
import { DeliveryAttemptEntity } from './entities/delivery-attempt.entity.js';
import { InitialSchema1763800000000 } from './migrations/1763800000000-initial-schema.js';
import { SendsAndPeople1763900000000 } from './migrations/1763900000000-sends-and-people.js';
import { AppointmentCancelledAt1763910000000 } from './migrations/1763910000000-appointment-cancelled-at.js';
import { Statistics1763900100000 } from './migrations/1763900100000-statistics.js';
import { ErasedRows1764010000000 } from './migrations/1764010000000-erased-rows.js';
import { Told1764100100000 } from './migrations/1764100100000-told.js';
import { SlowedAttempts1764100600000 } from './migrations/1764100600000-slowed-attempts.js';
import { Finding1764100500000 } from './migrations/1764100500000-finding.js';
import { FindingPeople1764100510000 } from './migrations/1764100510000-finding-people.js';
import { WaitingForAChannel1764100700000 } from './migrations/1764100700000-waiting-for-a-channel.js';
import { Receipts1764200000000 } from './migrations/1764200000000-receipts.js';
import { Proofs1764220000000 } from './migrations/1764220000000-proofs.js';
import { SigningKey1764210000000 } from './migrations/1764210000000-signing-key.js';
import { InboundCommands1764210100000 } from './migrations/1764210100000-inbound-commands.js';
import { SuppressionOrder1764210200000 } from './migrations/1764210200000-suppression-order.js';
import { OptOutBeside1764240000000 } from './migrations/1764240000000-opt-out-beside.js';
import { Story1764300000000 } from './migrations/1764300000000-story.js';
import { Analytics1764400000000 } from './migrations/1764400000000-analytics.js';
import { AnalyticsOfOldRows1764400000001 } from './migrations/1764400000001-analytics-of-old-rows.js';
import { AnalyticsByMonth1764400000002 } from './migrations/1764400000002-analytics-by-month.js';
import { ConsoleSessions1764500000000 } from './migrations/1764500000000-console-sessions.js';
import { Assets1764600000000 } from './migrations/1764600000000-assets.js';
import { CommandsStay1764700000000 } from './migrations/1764700000000-commands-stay.js';
import { NotificationEntity } from './entities/notification.entity.js';
import { PreferenceEntity } from './entities/preference.entity.js';
import { PoolClient } from './pool-client.js';
import { ReceiptEntity } from './entities/receipt.entity.js';
import { RecipientEntity } from './entities/recipient.entity.js';
import { SandboxMessageEntity } from './entities/sandbox-message.entity.js';
import { SuppressionEntity } from './entities/suppression.entity.js';
import { TemplateEntity, TemplateVersionEntity } from './entities/template.entity.js';

/** Milliseconds. A connection that takes longer counts as an outage: callers get an error instead of hanging. */
const CONNECT_TIMEOUT_MS = 5_000;
/** Milliseconds of silence after which the system asks whether the other end is still there. */
const KEEP_ALIVE_AFTER_MS = 10_000;
/** Seconds. New connections follow a changed address of the database, old ones do not. */
const MOST_LIFETIME_SECONDS = 1_800;
/** Milliseconds for a statement of a service. Migrations have no limit. */
export const QUESTION_TIMEOUT_MS = 15_000;

const POOL = {
  Client: PoolClient,
  keepAlive: true,
  keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
  maxLifetimeSeconds: MOST_LIFETIME_SECONDS,
};

function timeLimits(timeoutMs: number): object {
  return {
    statement_timeout: timeoutMs,
    idle_in_transaction_session_timeout: timeoutMs,
    // A frozen Postgres cannot cancel a statement itself, so the client gives up a second later.
    query_timeout: timeoutMs + 1_000,
  };
}

/**
 * Not connected yet: call `initialize()`. `synchronize` stays off, because only migrations change the schema.
 * @param timeoutMs limit of each statement and of an idle transaction. Default: none.
 */
export function createDataSource(
  config: Pick<Config, 'DATABASE_URL' | 'DATABASE_POOL_SIZE'>,
  applicationName: string,
  timeoutMs?: number,
): DataSource {
  if (config.DATABASE_URL === undefined)
    throw new Error('DATABASE_URL is not set: run `npm start`, or point it at a Postgres');
  return new DataSource({
    type: 'postgres',
    url: config.DATABASE_URL,
    applicationName,
    poolSize: config.DATABASE_POOL_SIZE,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    extra: { ...POOL, ...(timeoutMs === undefined ? {} : timeLimits(timeoutMs)) },
    synchronize: false,
    // It would create one for UUIDs, which Postgres makes by itself.
    installExtensions: false,
    // TypeORM would log the parameters of failed statements, which are personal data.
    logging: false,
    entities: [
      AppointmentEntity,
      BookingEventEntity,
      DeliveryAttemptEntity,
      NotificationEntity,
      PreferenceEntity,
      ReceiptEntity,
      RecipientEntity,
      SandboxMessageEntity,
      SuppressionEntity,
      TemplateEntity,
      TemplateVersionEntity,
    ],
    migrations: [
      InitialSchema1763800000000,
      SendsAndPeople1763900000000,
      Statistics1763900100000,
      AppointmentCancelledAt1763910000000,
      ErasedRows1764010000000,
      Told1764100100000,
      SlowedAttempts1764100600000,
      Finding1764100500000,
      FindingPeople1764100510000,
      WaitingForAChannel1764100700000,
      Receipts1764200000000,
      Proofs1764220000000,
      SigningKey1764210000000,
      InboundCommands1764210100000,
      SuppressionOrder1764210200000,
      OptOutBeside1764240000000,
      Story1764300000000,
      Analytics1764400000000,
      AnalyticsOfOldRows1764400000001,
      AnalyticsByMonth1764400000002,
      ConsoleSessions1764500000000,
      Assets1764600000000,
      CommandsStay1764700000000,
    ],
  });
}

/**
 * Brings the schema up to date. Several processes may call it at once: an advisory lock lets one at a time do it.
 * @returns the names of the migrations that were applied.
 */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query(`SELECT pg_advisory_lock(hashtext('booking-notifications:migrate'))`);
    const applied = await dataSource.runMigrations({ transaction: 'each' });
    return applied.map(({ name }) => name);
  } finally {
    await runner.query(`SELECT pg_advisory_unlock(hashtext('booking-notifications:migrate'))`);
    await runner.release();
  }
}
