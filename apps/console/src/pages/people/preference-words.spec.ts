import { describe, expect, it } from '@jest/globals';
import { changesOf, effectsOf, hoursText, type Preferences } from './preference-words.js';

const STORED: Preferences = {
  id: '1',
  user_id: 'user-1',
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
  reminder_hours: [24, 2],
  quiet_hours_enabled: false,
  quiet_hours_start: '22:00',
  quiet_hours_end: '08:00',
  timezone: null,
  locale: null,
  created_at: '2026-11-22T10:00:00Z',
  updated_at: '2026-11-22T10:00:00Z',
};

describe('changes of preferences', () => {
  it('are what is not as it was', () => {
    expect(changesOf(STORED, { sms_enabled: true, reminder_hours: [24, 2], locale: 'es' })).toEqual({ locale: 'es' });
  });

  it('say which waiting messages a switch cancels', () => {
    expect(effectsOf(STORED, { sms_appointment_reminder: false })).toEqual([
      'Reminders by SMS that wait are cancelled.',
    ]);
  });

  it('say that a channel that is off cancels all that waits on it', () => {
    expect(effectsOf(STORED, { sms_enabled: false, sms_marketing: true })).toEqual([
      'Everything that waits to go out by SMS is cancelled.',
    ]);
  });

  it('say nothing of a switch below a channel that is off', () => {
    expect(effectsOf({ ...STORED, sms_enabled: false }, { sms_appointment_reminder: false })).toEqual([]);
  });

  it('say what a channel that is on again brings back', () => {
    const [effect] = effectsOf({ ...STORED, sms_enabled: false }, { sms_enabled: true });
    expect(effect).toContain('Reminders');
    expect(effect).not.toContain('News');
  });

  it('say when reminders go out', () => {
    expect(effectsOf(STORED, { reminder_hours: [48] })).toEqual([
      'Reminders of booked appointments go out 2 days before from now on.',
    ]);
    expect(effectsOf(STORED, { reminder_hours: [] })[0]).toContain('cancelled');
  });

  it('say how long quiet hours hold an SMS', () => {
    expect(effectsOf(STORED, { quiet_hours_enabled: true })[0]).toContain('between 22:00 and 08:00');
    expect(effectsOf({ ...STORED, quiet_hours_enabled: true }, { quiet_hours_enabled: false })).toEqual([
      'No SMS is held for quiet hours.',
    ]);
  });
});

describe('reminder hours', () => {
  it('read as people say them', () => {
    expect(hoursText([2, 24])).toBe('1 day and 2 hours before');
    expect(hoursText([1])).toBe('1 hour before');
    expect(hoursText([72, 24, 3])).toBe('3 days, 1 day and 3 hours before');
    expect(hoursText([])).toBe('at no time');
  });
});
