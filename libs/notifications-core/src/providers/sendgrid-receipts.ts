import type { DeliveryStatus } from '../domain/delivery-status.js';
import { isUuid } from '../domain/ids.js';
import { dedupeKeyOf, unknownWord, type Consequence, type Receipt } from '../domain/receipt.js';
import { impersonal } from './receipt-payload.js';

interface Meaning {
  /** `null`: it says nothing of the delivery. */
  readonly status: DeliveryStatus | null;
  readonly consequence?: Consequence;
  /** SendGrid did not send it on. Anything else proves that it has the message. */
  readonly isNoProof?: true;
}

/** The meaning of each word of SendGrid's Event Webhook. A word that is not listed is kept under its own name. */
export const SENDGRID_EVENTS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['processed', { status: null }],
  ['deferred', { status: 'deferred' }],
  ['delivered', { status: 'delivered' }],
  ['bounce', { status: 'bounced', consequence: 'bounced' }],
  ['dropped', { status: 'dropped', isNoProof: true }],
  ['open', { status: 'opened' }],
  ['click', { status: 'clicked' }],
  ['spamreport', { status: 'spam_report', consequence: 'spam_report' }],
  ['unsubscribe', { status: 'unsubscribed', consequence: 'unsubscribed' }],
  ['group_unsubscribe', { status: 'unsubscribed', consequence: 'no_marketing' }],
  ['group_resubscribe', { status: null, consequence: 'marketing_again' }],
]);

/** A bounce of the type `blocked`: the server refused this message. The next one may be taken. */
const BLOCKED: Meaning = { status: 'blocked' };
/** An open without a person: a mail program fetched the pictures in advance. So the message lies in the mailbox. */
const MACHINE_OPEN: Meaning = { status: 'delivered' };

/** Why SendGrid drops a message whose address is on a list of its own. Other reasons are about the message. */
export const SENDGRID_DROPS: ReadonlyMap<string, Consequence> = new Map<string, Consequence>([
  ['Bounced Address', 'bounced'],
  ['Unsubscribed Address', 'unsubscribed'],
  ['Spam Reporting Address', 'spam_report'],
]);

type Fields = Readonly<Record<string, unknown>>;

/** Reads one event. `null`: it is none. */
export function readSendGridEvent(value: unknown): Receipt | null {
  if (typeof value !== 'object' || value === null) return null;
  const fields = value as Fields;
  const event = textOf(fields, 'event');
  if (event === null) return null;
  const meaning = meaningOf(event, fields);
  const id = textOf(fields, 'notification_id');
  const notificationId = id !== null && isUuid(id) ? id.toLowerCase() : null;
  const providerMessageId = idAtSend(textOf(fields, 'sg_message_id'));
  const occurredAt = timeOf(fields);
  return {
    provider: 'sendgrid',
    // `sg_event_id` may change when SendGrid repeats a call, and is missing in a bounce that comes late.
    dedupeKey: dedupeKeyOf(
      'sendgrid',
      notificationId,
      providerMessageId ?? textOf(fields, 'smtp-id') ?? textOf(fields, 'email'),
      event,
      occurredAt?.getTime() ?? null,
      textOf(fields, 'url'),
    ),
    notificationId,
    providerMessageId,
    event: unknownWord(event),
    status: meaning === undefined ? unknownWord(event) : meaning.status,
    code: codeOf(event, fields),
    occurredAt,
    isProof: meaning?.isNoProof !== true,
    consequence: (event === 'dropped' ? consequenceOfDrop(fields) : meaning?.consequence) ?? null,
    address: textOf(fields, 'email'),
    payload: impersonal(fields),
  };
}

function meaningOf(event: string, fields: Fields): Meaning | undefined {
  if (event === 'bounce' && fields['type'] === 'blocked') return BLOCKED;
  if (event === 'open' && fields['sg_machine_open'] === true) return MACHINE_OPEN;
  return SENDGRID_EVENTS.get(event);
}

/**
 * Mail of a suppression group is dropped also for who left only that group. Who unsubscribed from everything is met again
 * by the next message that is of no group.
 */
function consequenceOfDrop(fields: Fields): Consequence | undefined {
  const consequence = SENDGRID_DROPS.get(textOf(fields, 'reason') ?? '');
  return consequence === 'unsubscribed' && Object.hasOwn(fields, 'asm_group_id') ? 'no_marketing' : consequence;
}

/** A status code of SMTP, or why it was dropped. Other texts may quote an address. */
function codeOf(event: string, fields: Fields): string | null {
  const reason = textOf(fields, 'reason');
  if (event === 'dropped') return reason !== null && SENDGRID_DROPS.has(reason) ? reason : null;
  const status = textOf(fields, 'status');
  return status !== null && /^\d\.\d{1,3}\.\d{1,3}$/.test(status) ? status : null;
}

/** SendGrid's receipts carry the id of the send, and behind it the way through its servers. */
function idAtSend(id: string | null): string | null {
  return id?.replace(/\.(?:filter|recvd).*$/s, '') || null;
}

const LONGEST_ID = 300;

function textOf(fields: Fields, name: string): string | null {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return typeof value === 'string' && value !== '' ? value.slice(0, LONGEST_ID) : null;
}

/** Before SendGrid was. */
const FIRST_MS = Date.UTC(2009, 0);
/** A clock may be ahead by this. */
const MOST_AHEAD_MS = 24 * 60 * 60 * 1000;

/** Seconds since 1970, as a number or its text. A time that cannot be is none. */
function timeOf({ timestamp }: Fields): Date | null {
  // Not every object can be made a number.
  if (typeof timestamp !== 'number' && typeof timestamp !== 'string') return null;
  const ms = Number(timestamp) * 1_000;
  return ms >= FIRST_MS && ms <= Date.now() + MOST_AHEAD_MS ? new Date(ms) : null;
}
