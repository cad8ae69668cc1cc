import { isLate } from '../../parts/late.js';
import { durationText } from '../../parts/times.js';
import { CHANNEL_TEXT, withPeriod } from '../../parts/words.js';
import type { components } from '../../api/schema.js';

export type Status = components['schemas']['StatusAnswer'];
export type Part = Status['parts'][number];
export type ChannelStatus = Status['channels'][number];
export type Lane = Status['backlog'][number]['lane'];

/** What a part is to a shop. */
export const PART_TEXT: Readonly<Record<Part['name'], { readonly name: string; readonly does: string }>> = {
  postgres: { name: 'Database', does: 'Keeps everything: bookings, messages, clients' },
  redis: { name: 'Queues', does: 'Wake the workers' },
  api: { name: 'Service', does: 'Takes bookings, and shows these pages' },
  worker: { name: 'Worker', does: 'Sends the messages' },
  scheduler: { name: 'Scheduler', does: 'Looks after what was missed, and cleans up' },
};

export const LANE_TEXT: Readonly<Record<Lane, string>> = {
  urgent: 'Confirmations and changes',
  reminder: 'Reminders',
  bulk: 'To many at once',
};

export const MODE_TEXT: Readonly<Record<ChannelStatus['mode'], { readonly label: string; readonly what: string }>> = {
  live: { label: 'live', what: 'Messages go out to clients.' },
  sandbox: { label: 'sandbox', what: 'Nothing is sent: messages are captured, and stand in the inbox.' },
  not_configured: { label: 'not set up', what: 'Messages wait until the channel has a provider.' },
};

/** Counts end there. */
const MOST_COUNTED = 10_000;

/** All that is not as it should be, in sentences, the worst first. */
export function troublesOf(status: Status): readonly string[] {
  const down = status.parts
    .filter(({ up }) => !up)
    .map(({ name, detail }) => `${PART_TEXT[name].name}: ${withPeriod(detail)}`);
  const waiting = status.channels
    .filter(({ paused, mode }) => paused || mode === 'not_configured')
    .map(({ channel, reason }) => `${CHANNEL_TEXT[channel]}: ${withPeriod(reason ?? 'its messages wait')}`);
  return [...down, ...waiting, ...jamOf(status), ...warningsOf(status).map(withPeriod)];
}

/** What the service says of its own settings stands behind how it is. */
function warningsOf({ parts }: Status): string[] {
  return parts.filter(({ name, up }) => name === 'api' && up).flatMap(({ detail }) => detail.split('; ').slice(1));
}

/** A channel that is paused has a backlog, and has been told of. */
function jamOf({ backlog, channels }: Status): string[] {
  const open = new Set(
    channels.filter(({ paused, mode }) => !paused && mode !== 'not_configured').map(({ channel }) => channel),
  );
  const oldest = Math.max(
    0,
    ...backlog.filter(({ channel }) => open.has(channel)).map(({ oldest_seconds }) => oldest_seconds),
  );
  if (!isLate(oldest)) return [];
  return [`Messages are late: the oldest has been due for ${durationText(oldest * 1_000)}.`];
}

/** "3", "10,000 or more". */
export function dueText(due: number): string {
  return due >= MOST_COUNTED ? `${MOST_COUNTED.toLocaleString('en')} or more` : due.toLocaleString('en');
}
