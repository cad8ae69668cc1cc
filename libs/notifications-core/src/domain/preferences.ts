import { isClockZone, lastTimeOfDay, minuteOfDay, nextTimeOfDay } from './wall-time.js';
import type { Channel, TemplateCategory } from './notification.js';

/** What planning and delivery need to know of a user's preferences; names are those of the API. */
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

/** All that is kept of a user's preferences, as the API shows it. */
export interface Preferences extends PreferenceRules {
  readonly id: string;
  readonly user_id: string;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** What a user may change. A field that is absent stays as it is; `null` puts `timezone` and `locale` back to "not set". */
export type PreferenceChanges = Partial<PreferenceRules>;

/** Of a user who never said anything: all but marketing. */
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

/** The switch of each template that has one of its own; others follow their category. */
const KIND_OF_TEMPLATE: ReadonlyMap<string, Kind> = new Map([
  ['appointment_confirmation', 'appointment_confirmation'],
  ['appointment_reminder', 'appointment_reminder'],
  ['appointment_rescheduled', 'appointment_changes'],
  ['appointment_cancellation', 'appointment_changes'],
]);

/** Whether the user wants to hear this on that channel. */
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

/** A reminder that would come closer to the start than this comes before the quiet hours instead. */
const LATEST_REMINDER_MS = 3_600_000;
/** "Before they begin" leaves a minute for the delivery itself. */
const BEFORE_QUIET_MS = 60_000;

export interface QuietHoursQuestion {
  /** When it would go out without quiet hours. */
  readonly at: Date;
  readonly now: Date;
  readonly rules: PreferenceRules;
  /** Zone of the reader's clock. */
  readonly zone: string;
  /** Start of the appointment for a reminder, `null` for everything else. */
  readonly reminderFor: Date | null;
}

/**
 * When an SMS may go out: `at`, or the end of the quiet hours that `at` lies in. A reminder that would then
 * come too late goes out a minute before they begin, or at once if they have begun.
 */
export function outsideQuietHours({ at, now, rules, zone, reminderFor }: QuietHoursQuestion): Date {
  if (!rules.quiet_hours_enabled) return at;
  const begin = minutes(rules.quiet_hours_start);
  const end = minutes(rules.quiet_hours_end);
  if (!within(minuteOfDay(at, zone), begin, end)) return at;

  const resume = nextTimeOfDay(at, end, zone);
  if (reminderFor === null || reminderFor.getTime() - resume.getTime() >= LATEST_REMINDER_MS) return resume;
  const before = new Date(lastTimeOfDay(at, begin, zone).getTime() - BEFORE_QUIET_MS);
  return before > now ? before : now;
}

/** The language that somebody reads in: what they chose, else what is known of them, else ours. */
export function readerLocale(
  rules: Pick<PreferenceRules, 'locale'> | null,
  client: { readonly locale: string | null } | null,
  defaultLocale: string,
): string {
  return rules?.locale ?? client?.locale ?? defaultLocale;
}

/** The zone that quiet hours are in: the first that is known, be it only an offset. */
export function readerZone(...zones: readonly (string | null | undefined)[]): string {
  return zones.find((zone): zone is string => typeof zone === 'string' && isClockZone(zone)) ?? 'UTC';
}

function minutes(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return hour * 60 + minute;
}

/** From `begin` up to, not including, `end`; over midnight when `begin` is later. Equal ends mean none. */
function within(minute: number, begin: number, end: number): boolean {
  return begin <= end ? minute >= begin && minute < end : minute >= begin || minute < end;
}
