import type { DeliveryStatus } from '../domain/delivery-status.js';
import { InvalidInput } from '../domain/errors.js';
import { isUuid } from '../domain/ids.js';
import { dedupeKeyOf, unknownWord, type Receipt } from '../domain/receipt.js';
import { impersonal } from './receipt-payload.js';
import type { SignedParameters } from './twilio-signature.js';

/**
 * The meaning of each `MessageStatus` of Twilio for the delivery. `null`: it says nothing of it, only that Twilio has the
 * message. A word that is not listed is kept under its own name.
 */
export const TWILIO_MESSAGE_STATUSES: ReadonlyMap<string, DeliveryStatus | null> = new Map([
  ['accepted', null],
  ['scheduled', null],
  ['queued', null],
  ['sending', null],
  ['sent', null],
  ['delivered', 'delivered'],
  ['read', 'opened'],
  ['undelivered', 'undelivered'],
  ['failed', 'failed'],
  ['canceled', 'failed'],
]);

/** The recipient has opted out by replying STOP. */
const OPTED_OUT = '21610';

/**
 * Reads a status callback.
 * @param notificationId from the query of the callback's address.
 * @throws {InvalidInput} if it does not say which message, or what became of it.
 */
export function readTwilioStatus(form: SignedParameters, notificationId: unknown): Receipt {
  const sid = textOf(form, 'MessageSid') ?? textOf(form, 'SmsSid');
  const word = textOf(form, 'MessageStatus') ?? textOf(form, 'SmsStatus');
  if (sid === null || word === null)
    throw new InvalidInput([
      ...(sid === null ? [{ field: 'MessageSid', message: 'is missing: this is no status callback of Twilio' }] : []),
      ...(word === null
        ? [{ field: 'MessageStatus', message: 'is missing: this is no status callback of Twilio' }]
        : []),
    ]);
  const code = textOf(form, 'ErrorCode');
  const known = TWILIO_MESSAGE_STATUSES.get(word);
  return {
    provider: 'twilio',
    // Twilio says each thing once, and does not say when.
    dedupeKey: dedupeKeyOf('twilio', sid, word, code),
    notificationId: typeof notificationId === 'string' && isUuid(notificationId) ? notificationId.toLowerCase() : null,
    providerMessageId: sid,
    event: unknownWord(word),
    status: known === undefined ? unknownWord(word) : known,
    code: code !== null && /^\d{1,10}$/.test(code) ? code : null,
    occurredAt: null,
    isProof: true,
    consequence: code === OPTED_OUT ? 'opted_out' : null,
    address: textOf(form, 'To'),
    payload: impersonal(form),
  };
}

const LONGEST_TEXT = 300;

/** The first where it comes more than once. */
function textOf(form: SignedParameters, name: string): string | null {
  const value = Object.hasOwn(form, name) ? form[name] : undefined;
  const first = typeof value === 'string' ? value : value?.[0];
  return first?.trim().slice(0, LONGEST_TEXT) || null;
}
