import type { StoryRow } from '../db/story.js';
import type { Channel, Reason } from '../domain/notification.js';
import {
  ADDRESS_WORD,
  CHANNEL_WORD,
  dayAndTime,
  shortTime,
  topicName,
  whySuppressed,
  type Telling,
} from './story-words.js';

/** How a channel is now. */
export interface ChannelNow {
  readonly isConfigured: boolean;
  /** Why it is paused. `null`: it is not. */
  readonly pausedFor: 'auth' | 'rate' | 'trouble' | null;
}

/** What sentences about rows need beside the booking. */
export interface RowTelling extends Telling {
  readonly channels: Readonly<Record<Channel, ChannelNow>>;
  /** Whether the client has quiet hours. */
  readonly hasQuietHours: boolean;
}

const HOUR_MS = 3_600_000;
/** Rows are due a moment after they were made, and reminders are not moved by less than this. */
const MOMENT_MS = 60_000;

/** What became of a notification, or what it waits for, as a sentence for staff. */
export function explainRow(row: StoryRow, telling: RowTelling): string {
  switch (row.state) {
    case 'pending':
      return `${whyWaiting(row, telling)}.`;
    case 'sending':
      return 'Is being sent now.';
    case 'in_doubt':
      return `Nobody knows yet whether it was sent: evidence is looked for until ${shortTime(row.dueAt, telling)}.`;
    case 'sent':
      return sent(row, telling);
    case 'failed':
      return `Failed: ${ended(row, telling)}${row.errorMessage === null ? '' : ` (${row.errorMessage})`}.`;
    case 'cancelled':
      return `Cancelled: ${ended(row, telling)}.`;
  }
}

const PAUSED: Readonly<Record<NonNullable<ChannelNow['pausedFor']>, string>> = {
  auth: 'the provider refused our key',
  rate: 'the provider takes no more for now',
  trouble: 'the provider cannot be reached or has trouble',
};

function whyWaiting(row: StoryRow, telling: RowTelling): string {
  const { attempts, channel, dueAt, reason, errorMessage, slowed } = row;
  const { isConfigured, pausedFor } = telling.channels[channel];
  const isDue = dueAt.getTime() <= telling.now.getTime() + MOMENT_MS;
  if (reason === 'provider_not_configured' || (isDue && !isConfigured))
    return `Waits: no provider is set up for ${CHANNEL_WORD[channel]} yet`;
  const paused = pausedFor ?? (reason === 'provider_auth' ? 'auth' : null);
  if (paused !== null && (isDue || reason === 'provider_auth'))
    return `Waits: the ${CHANNEL_WORD[channel]} channel is paused (${PAUSED[paused]})`;
  // Held back by a limit before it was tried: that text is a sentence for staff already.
  if (errorMessage !== null && attempts <= slowed) return errorMessage;
  if (errorMessage !== null) return `Waits until ${shortTime(dueAt, telling)} for the next try: ${errorMessage}`;
  if (isDue) return 'Is due and goes out at once';
  return telling.hasQuietHours && channel === 'sms' ? aroundQuietHours(row, telling) : planned(row, telling);
}

function planned({ dueAt }: StoryRow, telling: RowTelling): string {
  return `Planned for ${dayAndTime(dueAt, telling)}`;
}

/** An SMS that quiet hours hold, or that goes out before they begin. */
function aroundQuietHours(row: StoryRow, telling: RowTelling): string {
  const { appointmentRevision, createdAt, dueAt, hoursUntil, scheduledFor } = row;
  const { client, startsAt } = telling;
  const isDirect = appointmentRevision === null;
  const wanted =
    hoursUntil === null ? (isDirect ? scheduledFor : createdAt).getTime() : startsAt.getTime() - hoursUntil * HOUR_MS;
  if (dueAt.getTime() - wanted > MOMENT_MS) return `Waits until ${shortTime(dueAt, telling)}: quiet hours of ${client}`;
  if (wanted - dueAt.getTime() >= MOMENT_MS)
    return `${planned(row, telling)}, before the quiet hours of ${client} begin`;
  return planned(row, telling);
}

const NOT_DELIVERED: Readonly<Record<string, Readonly<Record<Channel, string>>>> = {
  bounced: both('the mailbox does not exist or takes no mail'),
  blocked: both('the server of the mailbox refused it'),
  dropped: both('the provider did not send it on'),
  undelivered: { email: 'it was not delivered', sms: 'the phone company could not deliver it' },
  failed: both('it could not be sent on'),
};

const ARRIVED: Readonly<Record<string, string>> = {
  delivered: 'delivered',
  opened: 'opened',
  clicked: 'a link in it was clicked',
  unsubscribed: 'its reader unsubscribed',
  spam_report: 'its reader reported it as spam',
};

function both(text: string): Readonly<Record<Channel, string>> {
  return { email: text, sms: text };
}

function sent(row: StoryRow, telling: RowTelling): string {
  const { channel, provider, sentAt, deliveryStatus, deliveryCode } = row;
  const when = sentAt === null ? '' : ` on ${dayAndTime(sentAt, telling)}`;
  if (provider === 'sandbox') return `Captured in the sandbox${when}: nothing left this machine.`;
  const status = deliveryStatus ?? '';
  const problem = NOT_DELIVERED[status]?.[channel];
  const code = deliveryCode === null ? '' : ` (${deliveryCode})`;
  if (problem !== undefined) return `Sent${when}, but ${problem}${code}.`;
  const arrived = ARRIVED[status];
  if (arrived !== undefined) return `Sent${when}, and ${arrived}.`;
  if (status === 'deferred') return `Sent${when}. The provider still tries to deliver it.`;
  return `Sent${when}. The provider has not said yet whether it arrived.`;
}

/** Why a notification failed or was cancelled. */
function ended(row: StoryRow, telling: RowTelling): string {
  return row.reason === null ? 'nobody knows why' : ENDED[row.reason](row, telling);
}

const ENDED: Readonly<Record<Reason, (row: StoryRow, telling: RowTelling) => string>> = {
  booking_cancelled: () => 'the booking was cancelled',
  superseded: () => 'newer news of the booking took its place',
  user_request: ({ endedAt }, telling) =>
    `it was cancelled by hand${endedAt === null ? '' : `, on ${dayAndTime(endedAt, telling)}`}`,
  expired: () => 'it could not go out before the appointment',
  preference_off: (row, { client }) => `${client} turned off ${topicName(row)}, or chose other reminder times`,
  suppressed: ({ channel }, telling) => whySuppressed(channel, telling),
  country_not_allowed: (_, { client }) =>
    `the phone number of ${client} is in a country that SMS may not go to (SMS_ALLOWED_COUNTRIES)`,
  erased: () => 'the client was erased',
  provider_not_configured: ({ channel }) => `no provider is set up for ${CHANNEL_WORD[channel]}`,
  provider_auth: () => 'the provider refused our key',
  invalid_recipient: ({ channel }, { client }) => `there is no ${ADDRESS_WORD[channel]} of ${client} that can be used`,
  template_missing: () => 'there was no active template for it',
  template_error: () => 'its template could not be filled',
  retries_exhausted: () => 'the provider could not be reached at any try',
  rejected: () => 'the provider refused it',
  in_doubt: () => 'nobody knows whether it was sent, and it is not sent twice',
};
