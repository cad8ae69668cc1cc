import { describe, expect, it } from '@jest/globals';
import { readForm } from '../http/form-body.js';
import { readPreferencesForm } from './preferences-form.js';

const read = (text: string) => readPreferencesForm(readForm(text));

describe('a form of preferences', () => {
  it('that is empty changes nothing and has no mistakes', () => {
    expect(read('unknown=1')).toEqual({ changes: {}, mistakes: new Map(), typed: {} });
  });

  it('turns on what is ticked: the last value of a field counts', () => {
    expect(read('sms_enabled=off&sms_enabled=on&email_enabled=off').changes).toEqual({
      sms_enabled: true,
      email_enabled: false,
    });
  });

  it.each([
    ['24, 2', [24, 2]],
    ['24 2', [24, 2]],
    ['24;2,', [24, 2]],
    ['٢٤، ٢', [24, 2]],
    ['  ', []],
    ['720', [720]],
  ])('takes the hours of reminders as people write them: %j', (text, hours) => {
    expect(read(new URLSearchParams({ reminder_hours: text }).toString()).changes).toEqual({ reminder_hours: hours });
  });

  it('takes the hours of reminders one by one', () => {
    expect(read('reminder_hours=24&reminder_hours=2').changes).toEqual({ reminder_hours: [24, 2] });
  });

  it.each(['0', '721', '2, 2', '1.5', '-3', 'soon', '1 2 3 4 5 6 7 8 9 10 11'])(
    'keeps hours that cannot be, to be shown again: %j',
    (text) => {
      const { changes, mistakes, typed } = read(new URLSearchParams({ reminder_hours: text }).toString());
      expect(changes).toEqual({});
      expect([...mistakes]).toEqual([['reminder_hours', 'hours']]);
      expect(typed.reminder_hours).toBe(text);
    },
  );

  it.each([
    ['22:00', '22:00'],
    ['7:05', '07:05'],
    ['22:00:00', '22:00'],
    ['24:00', undefined],
    ['22:60', undefined],
    ['', undefined],
  ])('reads %j as the time %j', (text, time) => {
    const { changes, mistakes } = read(`quiet_hours_start=${text}`);
    expect(changes.quiet_hours_start).toBe(time);
    expect(mistakes.has('quiet_hours_start')).toBe(time === undefined);
  });
});
