import { isReminderHours, type PreferenceChanges, type PreferenceRules } from '@booking/notifications-core';
import type { FormBody } from '../http/form-body.js';

export const KINDS = ['appointment_confirmation', 'appointment_reminder', 'appointment_changes', 'marketing'] as const;

/** The switches of the form. A box that is not ticked is not sent, so the form says `off` in a field before it. */
const SWITCHES = [
  'email_enabled',
  'email_appointment_confirmation',
  'email_appointment_reminder',
  'email_appointment_changes',
  'email_marketing',
  'sms_enabled',
  'sms_appointment_confirmation',
  'sms_appointment_reminder',
  'sms_appointment_changes',
  'sms_marketing',
  'quiet_hours_enabled',
] as const;
export type Switch = (typeof SWITCHES)[number];

const TIMES = ['quiet_hours_start', 'quiet_hours_end'] as const;
export type Time = (typeof TIMES)[number];

/** What stands in the form: as it is stored, or as it was typed. */
export type FormValues = Readonly<Record<Switch, boolean>> & Readonly<Record<Time | 'reminder_hours', string>>;

/** What is wrong with a field. The page has words for it in each language. */
export type Mistake = 'switch' | 'hours' | 'time';
export type Mistakes = ReadonlyMap<keyof FormValues, Mistake>;

/** A form as it was sent: what it changes, what is wrong, and what was typed. Fields that are not there change nothing. */
export interface SentForm {
  readonly changes: PreferenceChanges;
  readonly mistakes: Mistakes;
  readonly typed: Partial<FormValues>;
}

export function valuesOf(preferences: PreferenceRules): FormValues {
  return { ...preferences, reminder_hours: preferences.reminder_hours.join(', ') };
}

export function readPreferencesForm(form: FormBody): SentForm {
  const changes: { -readonly [field in keyof PreferenceChanges]: PreferenceChanges[field] } = {};
  const typed: { -readonly [field in keyof FormValues]?: FormValues[field] } = {};
  const mistakes = new Map<keyof FormValues, Mistake>();

  for (const field of SWITCHES) {
    const value = lastOf(form, field);
    if (value === undefined) continue;
    const on = SWITCHED.get(value);
    if (on === undefined) mistakes.set(field, 'switch');
    else changes[field] = typed[field] = on;
  }
  const hours = [form['reminder_hours'] ?? []].flat();
  if (hours.length > 0) {
    typed.reminder_hours = hours.join(', ');
    const read = hoursOf(typed.reminder_hours);
    if (read === null) mistakes.set('reminder_hours', 'hours');
    else changes.reminder_hours = read;
  }
  for (const field of TIMES) {
    const value = lastOf(form, field);
    if (value === undefined) continue;
    typed[field] = value;
    const time = timeOf(value);
    if (time === null) mistakes.set(field, 'time');
    else changes[field] = time;
  }
  return { changes, mistakes, typed };
}

const SWITCHED: ReadonlyMap<string, boolean> = new Map([
  ['on', true],
  ['true', true],
  ['off', false],
  ['false', false],
]);

/** A ticked box comes after its `off`, and counts. */
function lastOf(form: FormBody, field: string): string | undefined {
  return [form[field] ?? []].flat().at(-1);
}

/** `HH:MM`. Some browsers send seconds. */
function timeOf(text: string): string | null {
  const [, hour = '', minute] = /^(\d{1,2}):(\d\d)(?::00(?:\.0+)?)?$/.exec(westernDigits(text).trim()) ?? [];
  if (minute === undefined || Number(hour) > 23 || Number(minute) > 59) return null;
  return `${hour.padStart(2, '0')}:${minute}`;
}

/** Numbers with anything usual between them. Nothing: no reminders. */
function hoursOf(text: string): number[] | null {
  const parts = westernDigits(text)
    .split(/[\s,;\u060C\u061B]+/)
    .filter((part) => part !== '');
  if (!parts.every((part) => /^\d{1,4}$/.test(part))) return null;
  const hours = parts.map(Number);
  return isReminderHours(hours) ? hours : null;
}

/** An Arabic keyboard types digits of its own. */
function westernDigits(text: string): string {
  return text.replaceAll(/[\u0660-\u0669\u06F0-\u06F9]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}
