import { v7 as uuidv7 } from 'uuid';
import { canonicalAddress, phoneCountries } from '../eligibility/addresses.js';
import type { Delivery } from '../delivery/deliver.js';
import { whyNotSent } from '../db/notifications/claimed.js';
import { insertPlanned } from '../db/notifications/planned.js';
import { databaseClock } from '../db/sql.js';
import { InvalidInput } from '../domain/errors.js';
import type { Channel, PlannedNotification, TemplateContext } from '../domain/notification.js';
import type { Services } from '../services/services.js';
import { EXAMPLE_CONTEXT } from '../templates/variables.js';
import { unstorableText } from '../domain/unstorable-text.js';

export interface TestSend {
  readonly userId: string;
  readonly channel: Channel;
  readonly address: string;
  readonly name: string | null;
  readonly locale: string | null;
  /** Default `appointment_confirmation`. */
  readonly templateName?: string | undefined;
  /** Wins over the example values of the template's variables. */
  readonly context?: TemplateContext | undefined;
}

export interface TestSendResult {
  readonly notifications_queued: number;
  readonly processing_result: { readonly processed: number; readonly successful: number; readonly failed: number };
  /** Why it was not sent, if it was not. */
  readonly reason?: string;
  /** The error text of the provider or of our check. It holds no address. */
  readonly error_message?: string;
}

/** A later test message is of no use. */
const TEST_EXPIRES_MS = 3_600_000;

/**
 * Sends one message to the caller and waits for the outcome. It is sent in this process, without worker or Redis.
 * @throws {InvalidInput} for an address or a template that cannot be used.
 */
export async function sendTest(services: Services, delivery: Delivery, test: TestSend): Promise<TestSendResult> {
  const { config, dataSource, templates } = services;
  const templateName = test.templateName ?? 'appointment_confirmation';
  const locale = test.locale ?? config.DEFAULT_LOCALE;
  const wrong = unstorableText(test.context ?? {}, 'context');
  if (!templates.find(templateName, test.channel, locale))
    wrong.push({ field: 'template_name', message: `no active ${test.channel} template of that name` });
  const address = canonicalAddress(test.channel, test.address, phoneCountries(config));
  if (!address.ok) wrong.push({ field: test.channel === 'email' ? 'email' : 'phone_number', message: address.message });
  if (!address.ok || wrong.length > 0) throw new InvalidInput(wrong);

  const row = rowOf({ ...test, templateName, locale, address: address.value }, await databaseClock(dataSource));
  const [handed] = await insertPlanned(dataSource, [row], { handOver: true, isTest: true });
  const result = handed ? await delivery.deliver(handed) : 'not_claimed';
  const why = result === 'sent' ? null : await whyNotSent(dataSource, row.id);
  return {
    notifications_queued: 1,
    processing_result: {
      processed: result === 'not_claimed' || result === 'claim_lost' ? 0 : 1,
      successful: result === 'sent' ? 1 : 0,
      failed: result === 'failed' ? 1 : 0,
    },
    ...(why?.reason == null ? {} : { reason: why.reason }),
    ...(why?.error == null ? {} : { error_message: why.error }),
  };
}

/** @param test with its template, its language and its address in canonical form. */
function rowOf(
  test: TestSend & { readonly templateName: string; readonly locale: string },
  now: Date,
): PlannedNotification {
  const { userId, channel, templateName, locale, address, name, context } = test;
  const id = uuidv7();
  return {
    id,
    userId,
    appointmentId: null,
    appointmentRevision: null,
    channel,
    templateName,
    lane: 'urgent',
    address,
    locale,
    context: { ...EXAMPLE_CONTEXT, ...(name === null ? {} : { client_name: name }), ...context },
    hoursUntil: null,
    scheduledFor: now,
    expiresAt: new Date(now.getTime() + TEST_EXPIRES_MS),
    dedupeKey: `test|${id}`,
    failure: null,
  };
}
