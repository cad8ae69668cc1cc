import { canonicalAddress } from '../eligibility/addresses.js';
import type { Client } from '../domain/booking.js';
import type { Config } from '../config/config.js';
import { InvalidInput, type FieldError } from '../domain/errors.js';
import { CHANNELS, type Channel, type TemplateContext } from '../domain/notification.js';
import { fieldsOf, isObject, type RequestFields } from './request-fields.js';
import { canonicalLocale } from '../domain/template-key.js';
import { unstorableText } from '../domain/unstorable-text.js';
import { isTimeZone } from '../domain/wall-time.js';

/** One message that somebody asked for, checked and with every default filled in. */
export interface SendRequest {
  readonly userId: string;
  /** What the request says of the person, to be stored; `null`: whatever is stored. */
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

const FIELDS = [
  'user_id',
  'recipient',
  'template_name',
  'context',
  'channels',
  'appointment_id',
  'scheduled_for',
  'urgent',
];
const RECIPIENT_FIELDS = ['id', 'name', 'email', 'phone', 'locale', 'timezone'];

/**
 * Checks the body of a programmatic send.
 * @throws {InvalidInput} naming every wrong field. A country that SMS may not go to is none: it is skipped later.
 */
export function parseSendRequest(json: unknown, config: Pick<Config, 'SMS_ALLOWED_COUNTRIES'>, now: Date): SendRequest {
  if (!isObject(json)) throw new InvalidInput([{ field: 'body', message: 'must be an object' }]);
  const errors: FieldError[] = unstorableText(json);
  if (errors.length > 0) throw new InvalidInput(errors);

  const fields = fieldsOf(json, FIELDS, errors);
  const userId = fields.id('user_id');
  const recipient = fields.has('recipient') ? readRecipient(fields, config, errors) : null;
  if (fields.has('user_id') && fields.has('recipient'))
    fields.wrong('recipient', 'cannot be combined with user_id: give one of them');
  if (!fields.has('user_id') && !fields.has('recipient')) fields.wrong('user_id', 'is required, or else recipient');
  const templateName = fields.id('template_name');
  if (!fields.has('template_name')) fields.wrong('template_name', 'is required');
  const request = {
    userId: recipient?.id ?? userId ?? '',
    recipient,
    templateName: templateName ?? '',
    context: fields.context('context'),
    channels: readChannels(json['channels'], fields),
    appointmentId: fields.id('appointment_id'),
    scheduledFor: fields.schedule('scheduled_for', now),
    urgent: fields.flag('urgent'),
  };
  if (errors.length > 0) throw new InvalidInput(errors);
  return request;
}

function readChannels(value: unknown, { wrong }: RequestFields): readonly Channel[] | null {
  if (value === undefined || value === null) return null;
  const channels: unknown[] = Array.isArray(value) ? value : [];
  const known = CHANNELS.filter((channel) => channels.includes(channel));
  if (known.length > 0 && known.length === channels.length) return known;
  wrong('channels', 'must be a list of email, sms or both, each once');
  return null;
}

function readRecipient(
  parent: RequestFields,
  { SMS_ALLOWED_COUNTRIES }: Pick<Config, 'SMS_ALLOWED_COUNTRIES'>,
  errors: FieldError[],
): Client | null {
  const json = parent.object('recipient');
  if (json === null) return null;
  const fields = fieldsOf(json, RECIPIENT_FIELDS, errors, 'recipient.');
  if (!fields.has('id')) fields.wrong('id', 'is required');
  const address = (channel: Channel, name: 'email' | 'phone'): string | null => {
    const raw = fields.text(name, 500);
    const found = raw === null ? null : canonicalAddress(channel, raw, SMS_ALLOWED_COUNTRIES);
    if (found?.ok === false && found.problem === 'invalid_recipient') fields.wrong(name, found.message);
    return raw;
  };
  const locale = fields.text('locale', 35);
  // `pt_BR` is how some platforms write it.
  if (locale !== null && canonicalLocale(locale.replaceAll('_', '-')) === null)
    fields.wrong('locale', 'must be a language tag (BCP 47) such as en or es-MX');
  const timezone = fields.text('timezone', 64);
  if (timezone !== null && !isTimeZone(timezone))
    fields.wrong('timezone', 'must be an IANA time zone such as America/New_York');
  return {
    id: fields.id('id') ?? '',
    name: fields.text('name', 500),
    email: address('email', 'email'),
    phone: address('sms', 'phone'),
    locale,
    timezone,
  };
}
