import { describe, expect, it } from '@jest/globals';
import { NotificationEntity } from '../db/entities/notification.entity.js';
import type { StoryRow } from '../db/story.js';
import { REASONS, type SkipReason } from '../domain/notification.js';
import type { KeptSkip } from '../domain/skip.js';
import { explainRow, type RowTelling } from './explain-row.js';
import { explainSkip } from './explain-skip.js';
import { dayAndTime, shortTime, span } from './story-words.js';

const AT = new Date('2026-12-01T15:02:00Z');
const open = { isConfigured: true, pausedFor: null };
const telling: RowTelling = {
  client: 'John',
  zone: 'America/New_York',
  startsAt: new Date('2026-12-01T18:02:00Z'),
  now: AT,
  suppressed: [{ channel: 'sms', cause: 'opted_out' }],
  channels: { email: open, sms: open },
  hasQuietHours: true,
};

describe('words of the story', () => {
  it('write a time by the clock of the booking, an offset too', () => {
    expect(dayAndTime(AT, telling)).toBe('1 Dec at 10:02');
    expect(dayAndTime(AT, { ...telling, zone: '+09:00' })).toBe('2 Dec at 00:02');
    expect(dayAndTime(new Date('2027-01-01T15:00:00Z'), telling)).toBe('1 Jan 2027 at 10:00');
    expect(shortTime(new Date('2026-12-02T03:00:00Z'), telling)).toBe('22:00');
    expect(shortTime(new Date('2026-12-02T13:00:00Z'), telling)).toBe('2 Dec at 08:00');
  });

  it.each([
    [10_000, '1 minute'],
    [59 * 60_000, '59 minutes'],
    [90 * 60_000, '1 hour and 30 minutes'],
    [3 * 3_600_000, '3 hours'],
    [52 * 3_600_000, '2 days and 4 hours'],
  ])('write %i ms as %s', (ms, text) => {
    expect(span(ms)).toBe(text);
  });
});

describe('a message that was not planned', () => {
  const skip = (reason: SkipReason, over: Partial<KeptSkip> = {}): string =>
    explainSkip(
      {
        appointmentId: 'apt-1',
        userId: 'user-1',
        channel: 'sms',
        templateName: 'appointment_reminder',
        hoursUntil: 24,
        dedupeKey: 'k',
        reason,
        cause: 'booking.created',
        startsAt: telling.startsAt,
        at: AT,
        ...over,
      },
      telling,
    );
  const BEGIN = 'The 24-hour reminder by SMS was not planned: when the booking came in, on 1 Dec at 10:02, ';

  it.each<[SkipReason, string]>([
    ['past_due', 'the appointment was only 3 hours away.'],
    ['preference_off', 'John had turned off SMS reminders.'],
    ['no_address', 'there was no phone number for John.'],
    [
      'suppressed',
      'the phone number of John was on the list of opt-outs and bounces (John opted out by texting STOP).',
    ],
    [
      'country_not_allowed',
      'the phone number of John was in a country that SMS may not go to (SMS_ALLOWED_COUNTRIES).',
    ],
    ['stale', 'newer news of the booking had come already.'],
    ['duplicate', 'another reminder was planned for the same time.'],
    ['unchanged', 'neither its day nor its time had changed.'],
    ['too_soon', 'it would have come right after the confirmation (REMINDER_MIN_GAP_MINUTES).'],
    ['booking_cancelled', 'the booking was cancelled already.'],
  ])('because of %s is told with the moment and the fact', (reason, fact) => {
    expect(skip(reason)).toBe(BEGIN + fact);
  });

  it('names its kind, its channel and what asked for it', () => {
    const notice = { hoursUntil: null, channel: 'email' } as const;
    expect(skip('past_due', { ...notice, templateName: 'appointment_cancellation', cause: 'booking.cancelled' })).toBe(
      'The notice of the cancellation by email was not planned: when the booking was cancelled, on 1 Dec at 10:02, the appointment had started more than a day before.',
    );
    expect(skip('no_address', { ...notice, templateName: 'spring_offer', cause: 'request' })).toBe(
      'The message "spring_offer" by email was not planned: when it was asked for, on 1 Dec at 10:02, there was no email address for John.',
    );
  });

  it('because quiet hours end after the start says so', () => {
    expect(skip('past_due', { hoursUntil: 2 })).toContain('the quiet hours of John would have held it');
  });

  it('of an appointment that had begun says so', () => {
    expect(skip('past_due', { startsAt: AT })).toContain('the appointment had started already');
  });
});

describe('a notification', () => {
  const explained = (over: Partial<StoryRow>, now: Partial<RowTelling> = {}): string =>
    explainRow(
      Object.assign(new NotificationEntity(), {
        channel: 'sms',
        templateName: 'appointment_confirmation',
        state: 'pending',
        reason: null,
        errorMessage: null,
        attempts: 0,
        slowed: 0,
        hoursUntil: null,
        appointmentRevision: 1,
        createdAt: AT,
        scheduledFor: AT,
        dueAt: AT,
        sentAt: null,
        endedAt: null,
        provider: 'twilio',
        deliveryStatus: null,
        deliveryCode: null,
        ...over,
      }),
      { ...telling, ...now },
    );
  const tonight = new Date('2026-12-02T13:00:00Z');

  it('that waits says for what', () => {
    expect(explained({})).toBe('Is due and goes out at once.');
    expect(explained({ dueAt: tonight })).toBe('Waits until 2 Dec at 08:00: quiet hours of John.');
    expect(explained({ dueAt: tonight }, { hasQuietHours: false })).toBe('Planned for 2 Dec at 08:00.');
    expect(explained({ dueAt: tonight, attempts: 1, errorMessage: 'the provider answered 503' })).toBe(
      'Waits until 2 Dec at 08:00 for the next try: the provider answered 503.',
    );
    expect(explained({ dueAt: tonight, errorMessage: 'Held back: too many SMS to this number' })).toBe(
      'Held back: too many SMS to this number.',
    );
    expect(explained({ reason: 'provider_not_configured' })).toBe('Waits: no provider is set up for SMS yet.');
    const reminder = { hoursUntil: 1, dueAt: new Date('2026-12-01T16:59:00Z') };
    expect(explained(reminder)).toBe('Planned for 1 Dec at 11:59, before the quiet hours of John begin.');
  });

  it.each([
    ['auth', 'the provider refused our key'],
    ['rate', 'the provider takes no more for now'],
    ['trouble', 'the provider cannot be reached or has trouble'],
  ] as const)('that is due on a channel paused for %s says so', (pausedFor, why) => {
    const channels = { email: open, sms: { isConfigured: true, pausedFor } };
    expect(explained({}, { channels })).toBe(`Waits: the SMS channel is paused (${why}).`);
    expect(explained({ dueAt: tonight }, { channels })).not.toContain('paused');
  });

  it.each([
    [{ deliveryStatus: 'undelivered', deliveryCode: '30003' }, 'but the phone company could not deliver it (30003).'],
    [{ deliveryStatus: 'bounced', channel: 'email' }, 'but the mailbox does not exist or takes no mail.'],
    [{ deliveryStatus: 'delivered' }, 'and delivered.'],
  ] as const)('that was sent says what became of it: %j', (over, end) => {
    expect(explained({ state: 'sent', sentAt: AT, ...over })).toBe(`Sent on 1 Dec at 10:02, ${end}`);
  });

  it('that was only captured says that nothing was sent', () => {
    expect(explained({ state: 'sent', sentAt: AT, provider: 'sandbox' })).toBe(
      'Captured in the sandbox on 1 Dec at 10:02: nothing left this machine.',
    );
  });

  it('that failed says why, and what the log says', () => {
    expect(explained({ state: 'failed', reason: 'rejected', errorMessage: 'Twilio 30007' })).toBe(
      'Failed: the provider refused it (Twilio 30007).',
    );
  });

  it.each(REASONS)('that was cancelled for %s says why in one sentence', (reason) => {
    expect(explained({ state: 'cancelled', reason, endedAt: AT })).toMatch(/^Cancelled: [a-zJ][^.]*\.$/);
  });
});
