import type { components } from '../../api/schema.js';
import { CHANNEL_WORD, type Channel } from '../../parts/words.js';

export type Preferences = components['schemas']['Preferences'];
export type Changes = components['schemas']['PreferencesUpdate'];

export const CHANNELS: readonly Channel[] = ['email', 'sms'];

/** The kinds of messages that have a switch, and what is said of them. */
export const KINDS = [
  { key: 'appointment_confirmation', label: 'Confirmations', what: 'Confirmations' },
  { key: 'appointment_reminder', label: 'Reminders', what: 'Reminders' },
  { key: 'appointment_changes', label: 'Moved or cancelled', what: 'Notices of moves and cancellations' },
  { key: 'marketing', label: 'News and offers', what: 'News and offers' },
] as const;

type Switch = `${Channel}_${(typeof KINDS)[number]['key'] | 'enabled'}`;

/** What is not the same as it is stored. */
export function changesOf(stored: Preferences, draft: Changes): Changes {
  return Object.fromEntries(
    Object.entries(draft).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(stored[name as keyof Changes]),
    ),
  );
}

/** What a change does to messages that wait, one sentence each. */
export function effectsOf(stored: Preferences, changes: Changes): readonly string[] {
  const after = { ...stored, ...changes };
  return [
    ...CHANNELS.flatMap((channel) => effectsOn(channel, stored, after)),
    ...('reminder_hours' in changes ? [hoursEffect(after.reminder_hours)] : []),
    ...(isQuietChange(changes) ? [quietEffect(after)] : []),
    ...('locale' in changes
      ? ['Messages that wait are written in the new language, where there are texts in it.']
      : []),
  ];
}

function effectsOn(channel: Channel, before: Preferences, after: Preferences): string[] {
  const changed = KINDS.filter(isChanged(channel, before, after));
  const on = changed.filter(({ key }) => isOn(after, channel, key));
  const off = changed.filter(({ key }) => !isOn(after, channel, key));
  const by = CHANNEL_WORD[channel];
  if (!after[`${channel}_enabled`] && before[`${channel}_enabled`])
    return [`Everything that waits to go out by ${by} is cancelled.`];
  return [
    ...(off.length > 0 ? [`${list(off)} by ${by} that wait are cancelled.`] : []),
    ...(on.length > 0 ? [onEffect(on, by)] : []),
  ];
}

function onEffect(kinds: readonly (typeof KINDS)[number][], by: string): string {
  const hasReminders = kinds.some(({ key }) => key === 'appointment_reminder');
  return `${list(kinds)} by ${by} are sent from now on${hasReminders ? ', reminders of booked appointments too' : ''}.`;
}

const isChanged =
  (channel: Channel, before: Preferences, after: Preferences) =>
  ({ key }: (typeof KINDS)[number]): boolean =>
    isOn(before, channel, key) !== isOn(after, channel, key);

/** Whether it is sent: the channel and the kind are both on. */
function isOn(preferences: Preferences, channel: Channel, kind: (typeof KINDS)[number]['key']): boolean {
  const name: Switch = `${channel}_${kind}`;
  return preferences[`${channel}_enabled`] && preferences[name];
}

const list = (kinds: readonly { readonly what: string }[]): string => kinds.map(({ what }) => what).join(', ');

const isQuietChange = (changes: Changes): boolean =>
  Object.keys(changes).some((name) => name.startsWith('quiet_hours') || name === 'timezone');

function hoursEffect(hours: readonly number[]): string {
  if (hours.length === 0) return 'Reminders that wait are cancelled: no hour is chosen.';
  return `Reminders of booked appointments go out ${hoursText(hours)} from now on.`;
}

function quietEffect({ quiet_hours_enabled, quiet_hours_start, quiet_hours_end }: Preferences): string {
  if (!quiet_hours_enabled) return 'No SMS is held for quiet hours.';
  return `SMS that would go out between ${quiet_hours_start} and ${quiet_hours_end} wait until ${quiet_hours_end}, unless that is too late for the appointment.`;
}

/** [24, 2]: "1 day and 2 hours before". */
export function hoursText(hours: readonly number[]): string {
  const texts = hours.toSorted((a, b) => b - a).map(lengthText);
  const last = texts.pop();
  if (last === undefined) return 'at no time';
  return `${texts.length === 0 ? last : `${texts.join(', ')} and ${last}`} before`;
}

function lengthText(hours: number): string {
  if (hours % 24 === 0) return hours === 24 ? '1 day' : `${hours / 24} days`;
  return hours === 1 ? '1 hour' : `${hours} hours`;
}
