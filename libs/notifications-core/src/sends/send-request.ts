import { canonicalAddress, phoneCountries, type PhoneCountries } from '../eligibility/addresses.js';
import type { Client } from '../domain/booking.js';
import type { Config } from '../config/config.js';
import { firstOfEach, InvalidInput, type FieldError } from '../domain/errors.js';
import { checkFields, isObject, type Json } from '../domain/field-check.js';
import { given, isGiven, trimmed } from '../domain/given.js';
import { CHANNELS, type Channel, type TemplateContext } from '../domain/notification.js';
import { readSchedule } from './message-rules.js';
import { canonicalLocale } from '../domain/template-key.js';
import { SendNotification, SendRecipient } from './send.dto.js';
import { unstorableText } from '../domain/unstorable-text.js';

/** The request of one message, checked and with every default filled in. */
export interface SendRequest {
  readonly userId: string;
  /** The recipient's details in the request, which are stored. `null`: the stored ones are used. */
  readonly recipient: Client | null;
  readonly templateName: string;
  readonly context: TemplateContext;
  /** `null`: every channel that has the template. */
  readonly channels: readonly Channel[] | null;
  readonly appointmentId: string | null;
  /** `null`: now. */
  readonly scheduledFor: Date | null;
  readonly urgent: boolean;
}

/**
 * Checks the body of a direct send.
 * @throws {InvalidInput} naming every wrong field. A country that SMS may not go to is no error: it is skipped later.
 */
export function parseSendRequest(
  json: unknown,
  config: Pick<Config, 'SMS_ALLOWED_COUNTRIES' | 'BUSINESS_COUNTRY'>,
  now: Date,
): SendRequest {
  if (!isObject(json)) throw new InvalidInput([{ field: 'body', message: 'must be an object' }]);
  const { fields, errors: broken } = checkFields(SendNotification, json, 'refused');
  const errors = [...unstorableText(json), ...broken];
  const { recipient, channels } = fields;
  checkAddressee(json, errors);
  const client = recipient instanceof SendRecipient ? readRecipient(recipient, phoneCountries(config), errors) : null;
  const scheduledFor = readSchedule(fields.scheduled_for, now, errors);
  if (errors.length > 0) throw new InvalidInput(firstOfEach(errors));
  return {
    userId: client?.id ?? fields.user_id ?? '',
    recipient: client,
    templateName: fields.template_name,
    context: fields.context,
    channels: channels == null ? null : CHANNELS.filter((channel) => channels.includes(channel)),
    appointmentId: given(fields.appointment_id),
    scheduledFor,
    urgent: fields.urgent ?? false,
  };
}

function checkAddressee(json: Json, errors: FieldError[]): void {
  const byId = isGiven(json['user_id']);
  const byDetails = isGiven(json['recipient']);
  if (byId && byDetails)
    errors.push({ field: 'recipient', message: 'cannot be combined with user_id: give one of them' });
  if (!byId && !byDetails) errors.push({ field: 'user_id', message: 'is required, or else recipient' });
}

function readRecipient(
  { id, name, email, phone, locale, timezone }: SendRecipient,
  countries: PhoneCountries,
  errors: FieldError[],
): Client {
  const address = (channel: Channel, field: string, text: string | undefined): string | null => {
    const raw = trimmed(text);
    const found = raw === null ? null : canonicalAddress(channel, raw, countries);
    if (found?.ok === false && found.problem === 'invalid_recipient') errors.push({ field, message: found.message });
    return raw;
  };
  return {
    id,
    name: trimmed(name),
    email: address('email', 'recipient.email', email),
    phone: address('sms', 'recipient.phone', phone),
    locale: canonicalLocale(trimmed(locale) ?? ''),
    timezone: trimmed(timezone),
  };
}
