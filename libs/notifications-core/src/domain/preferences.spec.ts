import { describe, expect, it } from '@jest/globals';
import {
  deadlineOf,
  defaultPreferences,
  outsideQuietHours,
  readerZone,
  wants,
  type PreferenceRules,
} from './preferences.js';

const NEW_YORK = 'America/New_York';
/** A clock before all times in these tests, where nothing else is said. */
const LONG_AGO = new Date('2020-01-01T00:00:00Z');

function rules(quiet?: readonly [start: string, end: string]): PreferenceRules {
  const base = defaultPreferences([24, 2]);
  return quiet ? { ...base, quiet_hours_enabled: true, quiet_hours_start: quiet[0], quiet_hours_end: quiet[1] } : base;
}

/** When a message that is due `at` goes out, as ISO text. */
function sent(
  at: string,
  quiet: readonly [string, string],
  options: { zone?: string; now?: string; reminderFor?: string } = {},
): string {
  return outsideQuietHours({
    at: new Date(at),
    now: options.now === undefined ? LONG_AGO : new Date(options.now),
    rules: rules(quiet),
    zone: options.zone ?? 'UTC',
    deadline:
      options.reminderFor === undefined
        ? null
        : { start: new Date(options.reminderFor), instead: 'before_quiet_hours' },
  }).toISOString();
}

describe('quiet hours', () => {
  const NIGHT = ['22:00', '08:00'] as const;
  const NOON = ['12:00', '14:00'] as const;

  it.each([
    ['the minute before they begin', '2026-12-01T21:59:59.999Z', NIGHT, '2026-12-01T21:59:59.999Z'],
    ['the moment they begin', '2026-12-01T22:00:00Z', NIGHT, '2026-12-02T08:00:00.000Z'],
    ['before midnight', '2026-12-01T23:59:59Z', NIGHT, '2026-12-02T08:00:00.000Z'],
    ['at midnight', '2026-12-02T00:00:00Z', NIGHT, '2026-12-02T08:00:00.000Z'],
    ['the last minute', '2026-12-02T07:59:59.999Z', NIGHT, '2026-12-02T08:00:00.000Z'],
    ['the moment they end', '2026-12-02T08:00:00Z', NIGHT, '2026-12-02T08:00:00.000Z'],
    ['on New Year’s Eve', '2026-12-31T23:00:00Z', NIGHT, '2027-01-01T08:00:00.000Z'],
    ['within one day', '2026-12-01T13:00:00Z', NOON, '2026-12-01T14:00:00.000Z'],
    ['outside, within one day', '2026-12-01T23:00:00Z', NOON, '2026-12-01T23:00:00.000Z'],
    ['until midnight', '2026-12-01T23:00:00Z', ['22:00', '00:00'], '2026-12-02T00:00:00.000Z'],
    ['at the end of "until midnight"', '2026-12-02T00:00:00Z', ['22:00', '00:00'], '2026-12-02T00:00:00.000Z'],
    ['from midnight', '2026-12-01T00:00:00Z', ['00:00', '06:00'], '2026-12-01T06:00:00.000Z'],
    ['all but a minute', '2026-12-01T22:00:00Z', ['22:00', '21:59'], '2026-12-02T21:59:00.000Z'],
    ['equal ends, which mean none', '2026-12-01T22:00:00Z', ['22:00', '22:00'], '2026-12-01T22:00:00.000Z'],
    ['equal ends at midnight', '2026-12-01T00:00:00Z', ['00:00', '00:00'], '2026-12-01T00:00:00.000Z'],
  ] as const)('%s', (_, at, quiet, expected) => {
    expect(sent(at, quiet)).toBe(expected);
  });

  it('delay nothing when they are off', () => {
    const at = new Date('2026-12-01T23:00:00Z');
    expect(outsideQuietHours({ at, now: at, rules: rules(), zone: 'UTC', deadline: null })).toBe(at);
  });

  it("follow the reader's clock", () => {
    expect(sent('2026-12-02T04:00:00Z', NIGHT, { zone: NEW_YORK })).toBe('2026-12-02T13:00:00.000Z');
    expect(sent('2026-12-02T04:00:00Z', NIGHT, { zone: 'Asia/Tokyo' })).toBe('2026-12-02T04:00:00.000Z');
    expect(sent('2026-12-02T04:00:00Z', NIGHT, { zone: '-05:00' })).toBe('2026-12-02T13:00:00.000Z');
  });

  // New York 2026: clocks go forward at 2:00 EST on 8 March, back at 2:00 EDT on 1 November.
  it.each([
    ['the night is an hour shorter', '2026-03-08T04:00:00Z', NIGHT, '2026-03-08T12:00:00.000Z'],
    ['the night is an hour longer', '2026-11-01T03:00:00Z', NIGHT, '2026-11-01T13:00:00.000Z'],
    ['their end is skipped', '2026-03-08T06:30:00Z', ['22:00', '02:30'], '2026-03-08T07:30:00.000Z'],
    ['they begin in the hour that is skipped', '2026-03-08T06:59:00Z', ['02:30', '06:00'], '2026-03-08T06:59:00.000Z'],
    ['just after the skipped hour', '2026-03-08T07:00:00Z', ['02:30', '06:00'], '2026-03-08T10:00:00.000Z'],
    ['their end comes twice, first time', '2026-11-01T05:10:00Z', ['22:00', '01:30'], '2026-11-01T05:30:00.000Z'],
    ['their end comes twice, second time', '2026-11-01T06:10:00Z', ['22:00', '01:30'], '2026-11-01T06:30:00.000Z'],
    ['between both ends', '2026-11-01T05:45:00Z', ['22:00', '01:30'], '2026-11-01T05:45:00.000Z'],
  ] as const)('on the day the clocks change: %s', (_, at, quiet, expected) => {
    expect(sent(at, quiet, { zone: NEW_YORK })).toBe(expected);
  });

  describe('for a reminder', () => {
    it.each([
      ['ending an hour before the start delay it to their end', '2026-12-02T09:00:00Z', '2026-12-02T08:00:00.000Z'],
      ['ending 59 minutes before the start bring it forward', '2026-12-02T08:59:00Z', '2026-12-01T21:59:00.000Z'],
      ['with the start inside bring it forward', '2026-12-02T07:00:00Z', '2026-12-01T21:59:00.000Z'],
    ])('%s', (_, start, expected) => {
      expect(sent('2026-12-02T06:00:00Z', NIGHT, { reminderFor: start })).toBe(expected);
    });

    it('let it out at once when they have begun and end too late', () => {
      const now = '2026-12-02T05:00:00.000Z';
      expect(sent('2026-12-02T06:00:00Z', NIGHT, { reminderFor: '2026-12-02T07:00:00Z', now })).toBe(now);
      expect(sent(now, NIGHT, { reminderFor: '2026-12-02T07:00:00Z', now })).toBe(now);
    });

    it('let it out at once in the last minute before they begin', () => {
      const now = '2026-12-01T21:59:30.000Z';
      expect(sent('2026-12-02T06:00:00Z', NIGHT, { reminderFor: '2026-12-02T07:00:00Z', now })).toBe(now);
    });

    it('never move it past the start, nor into themselves', () => {
      for (let minute = 0; minute < 24 * 60; minute += 7)
        for (const lead of [1, 2, 3, 12, 24]) {
          const start = new Date(Date.UTC(2026, 11, 2) + minute * 60_000);
          const at = new Date(start.getTime() - lead * 3_600_000);
          const goes = new Date(sent(at.toISOString(), NIGHT, { reminderFor: start.toISOString() }));
          expect(goes.getTime()).toBeLessThan(start.getTime());
          expect(goes.getUTCHours()).toBeGreaterThanOrEqual(8);
          expect(goes.getUTCHours()).toBeLessThan(22);
        }
    });

    it('bring it forward also when they begin in a repeated hour', () => {
      const reminderFor = '2026-11-01T07:30:00Z';
      expect(sent('2026-11-01T07:00:00Z', ['01:30', '08:00'], { zone: NEW_YORK, reminderFor })).toBe(
        '2026-11-01T06:29:00.000Z',
      );
    });
  });
});

describe('the start before which a message must be read', () => {
  const now = new Date('2026-12-01T12:00:00Z');
  const [before, soon, later] = ['2026-12-01T11:00:00Z', '2026-12-01T13:00:00Z', '2026-12-02T13:00:00Z'].map(
    (time) => new Date(time),
  ) as [Date, Date, Date];

  it.each([
    ['appointment_reminder', 2, [later], { start: later, instead: 'before_quiet_hours' }],
    ['appointment_cancellation', null, [soon], { start: soon, instead: 'at_once' }],
    ['appointment_rescheduled', null, [later, soon], { start: soon, instead: 'at_once' }],
    ['appointment_rescheduled', null, [later, before], { start: later, instead: 'at_once' }],
    ['appointment_cancellation', null, [before], null],
    ['appointment_cancellation', null, [null], null],
    ['appointment_confirmation', null, [soon], null],
    ['marketing_announcement', null, [soon], null],
  ])('of %s (%s hours)', (templateName, hoursUntil, starts, expected) => {
    expect(deadlineOf({ templateName, hoursUntil }, starts, now)).toEqual(expected);
  });
});

describe('preferences', () => {
  const templates = [
    ['appointment_request', 'transactional', 'appointment_confirmation'],
    ['appointment_confirmation', 'transactional', 'appointment_confirmation'],
    ['appointment_reminder', 'transactional', 'appointment_reminder'],
    ['appointment_rescheduled', 'transactional', 'appointment_changes'],
    ['appointment_cancellation', 'transactional', 'appointment_changes'],
    ['marketing_announcement', 'marketing', 'marketing'],
    // The category that an admin gives wins over the name.
    ['appointment_reminder', 'marketing', 'marketing'],
  ] as const;

  it.each(templates)('decide about %s (%s) by %s and the switch of the channel', (name, category, kind) => {
    for (const channel of ['email', 'sms'] as const) {
      const on = { ...rules(), [`${channel}_${kind}`]: true };
      expect(wants(on, channel, name, category)).toBe(true);
      expect(wants({ ...on, [`${channel}_${kind}`]: false }, channel, name, category)).toBe(false);
      expect(wants({ ...on, [`${channel}_enabled`]: false }, channel, name, category)).toBe(false);
      const other = channel === 'email' ? 'sms' : 'email';
      expect(wants({ ...on, [`${other}_enabled`]: false }, channel, name, category)).toBe(true);
    }
  });

  it('allow everything but marketing by default', () => {
    const wanted = templates.map(([name, category]) => wants(rules(), 'sms', name, category));
    expect(wanted).toEqual([true, true, true, true, true, false, false]);
  });

  it.each(['shop_news', 'constructor', '__proto__', 'toString'])(
    'decide about a custom template "%s" by its category',
    (name) => {
      expect(wants(rules(), 'email', name, 'transactional')).toBe(true);
      expect(wants(rules(), 'email', name, 'marketing')).toBe(false);
      expect(wants({ ...rules(), email_enabled: false }, 'email', name, 'transactional')).toBe(false);
    },
  );
});

describe('the zone of a reader', () => {
  it.each([
    [['Europe/Paris', 'Asia/Tokyo'], 'Europe/Paris'],
    [[null, undefined, 'Asia/Tokyo'], 'Asia/Tokyo'],
    [['Nowhere/Else', 'Asia/Tokyo'], 'Asia/Tokyo'],
    [[null], 'UTC'],
    [[], 'UTC'],
  ])('taken from %j is %s', (zones, expected) => {
    expect(readerZone(...zones)).toBe(expected);
  });

  it('is the offset of an appointment that names no zone', () => {
    expect(readerZone(null, null, '-05:00')).toBe('-05:00');
  });
});
