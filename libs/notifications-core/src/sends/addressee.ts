import type { Config } from '../config/config.js';
import type { Sql } from '../db/sql.js';
import type { Client } from '../domain/booking.js';
import { readerLocale } from '../domain/preferences.js';
import { readAddresses } from '../eligibility/addresses.js';
import { readKnownRecipients } from '../eligibility/known-recipients.js';
import type { Told } from '../eligibility/may-be-told.js';

/** Somebody who is to be written to, as far as they are known. */
export interface Addressee extends Told {
  readonly userId: string;
  readonly client: Client | null;
  readonly locale: string;
}

/** In the order in which they are asked for. Call it with them held. */
export async function readAddressees(sql: Sql, config: Config, userIds: readonly string[]): Promise<Addressee[]> {
  const known = await readKnownRecipients(
    sql,
    config,
    userIds.map((id) => ({ id })),
  );
  return userIds.map((userId) => {
    const { client, preferences } = known.of(userId);
    return {
      userId,
      client,
      preferences,
      locale: readerLocale(preferences, client, config.DEFAULT_LOCALE),
      addresses: readAddresses(client ?? NOWHERE, config.SMS_ALLOWED_COUNTRIES),
      suppressed: known.suppressed,
    };
  });
}

const NOWHERE = { email: null, phone: null };
