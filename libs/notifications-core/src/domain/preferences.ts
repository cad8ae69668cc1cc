import { isClockZone, lastTimeOfDay, minuteOfDay, nextTimeOfDay } from './wall-time.js';
import type { Channel, TemplateCategory } from './notification.js';

/** The preferences that planning and delivery use. Names are those of the API. */
export interface PreferenceRules {
  readonly email_enabled: boolean;
  readonly email_appointment_confirmation: boolean;
  readonly email_appointment_reminder: boolean;
  readonly email_appointment_changes: boolean;
  readonly email_marketing: boolean;
  readonly sms_enabled: boolean;
  readonly sms_appointment_confirmation: boolean;
  readonly sms_appointment_reminder: boolean;
  readonly sms_appointment_changes: boolean;
  readonly sms_marketing: boolean;
  readonly reminder_hours: readonly number[];
  readonly quiet_hours_enabled: boolean;
  /** `HH:MM` */
  readonly quiet_hours_start: string;
  readonly quiet_hours_end: string;
  readonly timezone: string | null;
  readonly locale: string | null;
}

/** A user's preferences as stored and as the API shows them. */
export interface Preferences extends PreferenceRules {
  readonly id: string;
  readonly user_id: string;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** What a user may change. An absent field stays as it is. `null` resets `timezone` and `locale` to "not set". */
export type PreferenceChanges = Partial<PreferenceRules>;

/** The preferences of a user who has set none: everything but marketing is on. */
export function defaultPreferences(reminderHours: readonly number[]): PreferenceRules {
  return {
    email_enabled: true,
    email_appointment_confirmation: true,
    email_appointment_reminder: true,
    email_appointment_changes: true,
    email_marketing: false,
    sms_enabled: true,
    sms_appointment_confirmation: true,
    sms_appointment_reminder: true,
    sms_appointment_changes: true,
    sms_marketing: false,
    reminder_hours: reminderHours,
    quiet_hours_enabled: false,
    quiet_hours_start: '22:00',
    quiet_hours_end: '08:00',
    timezone: null,
    locale: null,
  };
}

type Kind = 'appointment_confirmation' | 'appointment_reminder' | 'appointment_changes' | 'marketing';

/** Templates with a switch of their own. Other templates follow their category. */
const KIND_OF_TEMPLATE: ReadonlyMap<string, Kind> = new Map([
  ['appointment_request', 'appointment_confirmation'],
  ['appointment_confirmation', 'appointment_confirmation'],
  ['appointment_reminder', 'appointment_reminder'],
  ['appointment_rescheduled', 'appointment_changes'],
  ['appointment_cancellation', 'appointment_changes'],
]);

/** Whether the user wants messages of this template on this channel. */
export function wants(
  rules: PreferenceRules,
  channel: Channel,
  templateName: string,
  category: TemplateCategory,
): boolean {
  if (!rules[`${channel}_enabled`]) return false;
  const kind = category === 'marketing' ? 'marketing' : KIND_OF_TEMPLATE.get(templateName);
  return kind === undefined || rules[`${channel}_${kind}`];
}

/** A message that must be read before the start is not held by quiet hours to less than this before it. */
const LATEST_MS = 3_600_000;
/** It goes out a minute before they begin, to leave time for the delivery itself. */
const BEFORE_QUIET_MS = 60_000;

export interface QuietHoursQuestion {
  /** When the message would go out without quiet hours. */
  readonly at: Date;
  readonly now: Date;
  readonly rules: PreferenceRules;
  /** The zone of the reader's clock. */
  readonly zone: string;
  readonly deadline: Deadline | null;
}

/** The start before which a message must be read, and when it goes out if the quiet hours end too late for that. */
export interface Deadline {
  readonly start: Date;
  /** A reminder can go out before the quiet hours begin. A change cannot wait for anything. */
  readonly instead: 'before_quiet_hours' | 'at_once';
}

/** Notices that a client must read before they set out. */
const CHANGES: ReadonlySet<string> = new Set(['appointment_cancellation', 'appointment_rescheduled']);

/**
 * The deadline of a message. `null`: it has none, and waits for the end of the quiet hours.
 * @param starts of its appointment: a move has an old one and a new one, and the earlier one counts.
 */
export function deadlineOf(
  { templateName, hoursUntil }: { readonly templateName: string; readonly hoursUntil: number | null },
  starts: readonly (Date | null)[],
  now: Date,
): Deadline | null {
  // What has started already can be told in the morning.
  const ahead = starts.filter((start): start is Date => start !== null && start > now);
  const [start] = ahead.sort((a, b) => a.getTime() - b.getTime());
  if (start === undefined) return null;
  if (hoursUntil !== null) return { start, instead: 'before_quiet_hours' };
  return CHANGES.has(templateName) ? { start, instead: 'at_once' } : null;
}

/**
 * When an SMS may go out: `at`, or the end of the quiet hours that `at` lies in. If that is too late, a reminder goes
 * out a minute before the quiet hours begin, or at once if they have begun. A cancellation or a move goes out at once.
 */
export function outsideQuietHours({ at, now, rules, zone, deadline }: QuietHoursQuestion): Date {
  if (!rules.quiet_hours_enabled) return at;
  const begin = minutes(rules.quiet_hours_start);
  const end = minutes(rules.quiet_hours_end);
  if (!within(minuteOfDay(at, zone), begin, end)) return at;

  const resume = nextTimeOfDay(at, end, zone);
  if (deadline === null || deadline.start.getTime() - resume.getTime() >= LATEST_MS) return resume;
  if (deadline.instead === 'at_once') return at;
  const before = new Date(lastTimeOfDay(at, begin, zone).getTime() - BEFORE_QUIET_MS);
  return before > now ? before : now;
}

/** The reader's language: what they chose, else the client's locale, else the default. */
export function readerLocale(
  rules: Pick<PreferenceRules, 'locale'> | null,
  client: { readonly locale: string | null } | null,
  defaultLocale: string,
): string {
  return rules?.locale ?? client?.locale ?? defaultLocale;
}

/** The zone for quiet hours: the first that clocks can be read in, which may be a bare offset. Default: UTC. */
export function readerZone(...zones: readonly (string | null | undefined)[]): string {
  return zones.find((zone): zone is string => typeof zone === 'string' && isClockZone(zone)) ?? 'UTC';
}

function minutes(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return hour * 60 + minute;
}

/** From `begin` up to but not including `end`, past midnight when `begin` is later. Equal ends mean no quiet hours. */
function within(minute: number, begin: number, end: number): boolean {
  return begin <= end ? minute >= begin && minute < end : minute >= begin || minute < end;
}
