import type { Config } from '../config/config.js';
import type { Sql } from '../db/sql.js';
import type { Client } from '../domain/booking.js';
import { readerLocale } from '../domain/preferences.js';
import { readKnownRecipients } from '../eligibility/known-recipients.js';
import type { Told } from '../eligibility/may-be-told.js';

/** A recipient of a direct notification, with what is stored of them. */
export interface Addressee extends Told {
  readonly userId: string;
  readonly client: Client | null;
  readonly locale: string;
}

/** Reads recipients, in the order of the ids. Call it while they are locked. */
export async function readAddressees(sql: Sql, config: Config, userIds: readonly string[]): Promise<Addressee[]> {
  const known = await readKnownRecipients(
    sql,
    config,
    userIds.map((id) => ({ id })),
  );
  return userIds.map((userId) => {
    const { client, preferences, addresses } = known.of(userId);
    return {
      userId,
      client,
      preferences,
      locale: readerLocale(preferences, client, config.DEFAULT_LOCALE),
      addresses,
      suppressed: known.suppressed,
    };
  });
}
