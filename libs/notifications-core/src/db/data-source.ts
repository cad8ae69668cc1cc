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
import { NotificationEntity } from './entities/notification.entity.js';
import { PreferenceEntity } from './entities/preference.entity.js';
import { RecipientEntity } from './entities/recipient.entity.js';
import { SandboxMessageEntity } from './entities/sandbox-message.entity.js';
import { SuppressionEntity } from './entities/suppression.entity.js';
import { TemplateEntity, TemplateVersionEntity } from './entities/template.entity.js';

/** A question to the database that waits longer than this is an outage: callers get an error, not a hang. */
const CONNECT_TIMEOUT_MS = 5_000;
/** For services; migrations may take their time. */
export const QUESTION_TIMEOUT_MS = 15_000;

/** Not connected yet: call `initialize()`. `synchronize` stays off for ever, migrations are the only schema source. */
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
    extra:
      timeoutMs === undefined
        ? {}
        : {
            statement_timeout: timeoutMs,
            idle_in_transaction_session_timeout: timeoutMs,
            // A Postgres that is frozen cannot cancel anything itself: the client gives up a little later.
            query_timeout: timeoutMs + 1_000,
          },
    synchronize: false,
    // A failed statement's parameters are personal data: nothing of TypeORM's own goes to the log.
    logging: false,
    entities: [
      AppointmentEntity,
      BookingEventEntity,
      DeliveryAttemptEntity,
      NotificationEntity,
      PreferenceEntity,
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
    ],
  });
}

/** Brings the schema up to date. Safe to call from several processes at once: an advisory lock lets one do it. */
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
