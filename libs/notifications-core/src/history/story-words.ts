import { dateFormat } from '../domain/intl-formats.js';
import type { Channel } from '../domain/notification.js';
import type { SuppressionCause } from '../domain/suppression.js';
import { asIfUtc } from '../domain/time-text.js';

/** The words that the story of a booking is told in: plain English for staff. Times are those of the booking's zone. */

/** What sentences about a booking need to know. */
export interface Telling {
  /** Name of the client; `the client` where none is known. */
  readonly client: string;
  /** The zone of the booking: an IANA name or an offset. */
  readonly zone: string;
  readonly startsAt: Date;
  readonly now: Date;
  /** Why an address of the client must not be written to, as far as the list says it now. */
  readonly suppressed: readonly { readonly channel: Channel; readonly cause: SuppressionCause }[];
}

/** "1 Dec at 10:02"; with the year if it is another than now. */
export function dayAndTime(at: Date, { zone, now }: Pick<Telling, 'zone' | 'now'>): string {
  const day = { day: 'numeric', month: 'short' } as const;
  const yearOf = (instant: Date): number => asIfUtc({ instant, zone }).getUTCFullYear();
  const year = yearOf(at) === yearOf(now) ? {} : ({ year: 'numeric' } as const);
  return `${written(at, zone, { ...day, ...year })} at ${timeOnly(at, zone)}`;
}

/** "10:02" on the same day as now, else with its day. */
export function shortTime(at: Date, telling: Pick<Telling, 'zone' | 'now'>): string {
  const { zone, now } = telling;
  const dateOf = (instant: Date): string => asIfUtc({ instant, zone }).toISOString().slice(0, 10);
  return dateOf(at) === dateOf(now) ? timeOnly(at, zone) : dayAndTime(at, telling);
}

function timeOnly(at: Date, zone: string): string {
  return written(at, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

function written(instant: Date, zone: string, options: Intl.DateTimeFormatOptions): string {
  return dateFormat('en-GB', { ...options, timeZone: 'UTC' }).format(asIfUtc({ instant, zone }));
}

const MINUTE_MS = 60_000;
const UNITS = [
  ['day', 1_440],
  ['hour', 60],
  ['minute', 1],
] as const;

/** "3 hours", "1 hour and 30 minutes", "2 days and 4 hours": the two largest units, rounded down. */
export function span(ms: number): string {
  let left = Math.max(1, Math.floor(ms / MINUTE_MS));
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const n = Math.floor(left / size);
    left -= n * size;
    if (n > 0) parts.push(`${n} ${unit}${n === 1 ? '' : 's'}`);
  }
  return parts.slice(0, 2).join(' and ');
}

export const CHANNEL_WORD: Readonly<Record<Channel, string>> = { email: 'email', sms: 'SMS' };
export const ADDRESS_WORD: Readonly<Record<Channel, string>> = { email: 'email address', sms: 'phone number' };

const MESSAGES: Readonly<Record<string, string>> = {
  appointment_request: 'The answer to the request',
  appointment_confirmation: 'The confirmation',
  appointment_rescheduled: 'The notice of the move',
  appointment_cancellation: 'The notice of the cancellation',
  appointment_reminder: 'The reminder',
};

/** "The 24-hour reminder by SMS". */
export function messageName(message: {
  readonly templateName: string;
  readonly channel: Channel;
  readonly hoursUntil: number | null;
}): string {
  const { templateName, channel, hoursUntil } = message;
  const name = MESSAGES[templateName] ?? `The message "${templateName}"`;
  const which = hoursUntil === null ? name : name.replace('reminder', `${hoursUntil}-hour reminder`);
  return `${which} by ${CHANNEL_WORD[channel]}`;
}

const TOPICS: Readonly<Record<string, string>> = {
  appointment_request: 'confirmations',
  appointment_confirmation: 'confirmations',
  appointment_rescheduled: 'messages about changes',
  appointment_cancellation: 'messages about changes',
  appointment_reminder: 'reminders',
};

/** What a client turns off: "SMS reminders". */
export function topicName({
  templateName,
  channel,
}: {
  readonly templateName: string;
  readonly channel: Channel;
}): string {
  return `${CHANNEL_WORD[channel]} ${TOPICS[templateName] ?? 'messages of this kind'}`;
}

const WHY_LISTED: Readonly<Record<SuppressionCause, (client: string) => string>> = {
  opted_out: (client) => `${client} opted out by texting STOP`,
  unsubscribed: (client) => `${client} unsubscribed`,
  spam_report: (client) => `${client} reported a message as spam`,
  bounced: () => 'messages to it came back',
  manual: () => 'staff put it on the list',
};

/** "the phone number of John is on the list of opt-outs (John opted out by texting STOP)". */
export function whySuppressed(channel: Channel, { client, suppressed }: Telling): string {
  const causes = suppressed.filter((each) => each.channel === channel).map(({ cause }) => WHY_LISTED[cause](client));
  const why = causes.length === 0 ? '' : ` (${causes.join('; ')})`;
  return `the ${ADDRESS_WORD[channel]} of ${client} was on the list of opt-outs and bounces${why}`;
}
