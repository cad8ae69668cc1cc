import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type BookingEvent } from '../domain/booking.js';
import { parseBookingEvent } from '../bookings/read-event.js';
import type { PlannedNotification, Reason, State } from '../domain/notification.js';
import { plan } from './plan.js';
import type { Known, KnownNotification, PlanPolicy } from '../domain/plan.js';
import { defaultPreferences, type PreferenceRules } from '../domain/preferences.js';

const NOW = new Date('2026-11-22T10:00:00Z');
const DEFAULTS = {
  BUSINESS_NAME: 'Shop',
  BUSINESS_ADDRESS: undefined,
  BUSINESS_PHONE: undefined,
  BUSINESS_TIMEZONE: undefined,
  CANCELLATION_POLICY: undefined,
};

interface EventOptions {
  readonly type?: string;
  readonly version?: number;
  readonly time?: string;
  readonly startsAt?: string;
  readonly status?: string;
  readonly client?: Record<string, unknown>;
  readonly extra?: Record<string, unknown>;
}

let events = 0;
function event(options: EventOptions = {}): BookingEvent {
  return parseBookingEvent(
    {
      specversion: '1.0',
      id: `evt-${++events}`,
      source: '/bookings',
      type: options.type ?? 'booking.created',
      ...(options.time === undefined ? {} : { time: options.time }),
      data: {
        appointment: {
          id: 'apt-1',
          ...(options.version === undefined ? {} : { version: options.version }),
          ...(options.status === undefined ? {} : { status: options.status }),
          starts_at: options.startsAt ?? '2026-12-01T14:00:00-05:00',
          timezone: 'America/New_York',
          duration_minutes: 45,
          service_name: 'Haircut',
          price: 50,
          client: options.client ?? {
            id: 'user-1',
            name: 'John Doe',
            email: 'john@example.com',
            phone: '+12025550123',
          },
        },
        ...options.extra,
      },
    },
    DEFAULTS,
  );
}

type Row = PlannedNotification & { state: State; reason: Reason | null; doubts?: number };

/** A database in memory: the rows of one appointment after its events were planned and written. */
class Book {
  known: Known;
  rows: Row[] = [];
  private ids = 0;

  constructor(
    preferences: PreferenceRules = defaultPreferences([24, 2]),
    private readonly overrides: Partial<PlanPolicy> = {},
  ) {
    this.known = { appointment: null, notifications: [], client: null, preferences, suppressed: new Set() };
  }

  apply(next: BookingEvent): ReturnType<typeof plan> {
    const policy: PlanPolicy = {
      now: NOW,
      allowedCountries: ['US'],
      homeCountry: 'US',
      defaultLocale: 'en',
      reminderMinGapMs: 30 * 60_000,
      newId: () => `n-${++this.ids}`,
      template: () => ({ category: 'transactional', locale: 'en' }),
      ...this.overrides,
    };
    const planned = plan(
      next,
      {
        ...this.known,
        client: this.known.client?.id === next.appointment.client.id ? this.known.client : null,
        notifications: this.rows.map(toKnown),
      },
      policy,
    );
    for (const { id, reason } of planned.cancel) Object.assign(this.row(id), { state: 'cancelled', reason });
    for (const { id, scheduledFor, ...fresh } of planned.refresh)
      Object.assign(
        this.row(id),
        { context: fresh.context, expiresAt: fresh.expiresAt, appointmentRevision: fresh.revision },
        scheduledFor === null ? {} : { scheduledFor },
      );
    for (const row of planned.insert)
      this.rows.push({ ...row, state: row.failure ? 'failed' : 'pending', reason: row.failure?.reason ?? null });
    if (planned.appointment) this.known = { ...this.known, appointment: planned.appointment, client: planned.client };
    return planned;
  }

  row(id: string): (typeof this.rows)[number] {
    return this.rows.find((row) => row.id === id)!;
  }

  /** The waiting rows as text. */
  pending(): string[] {
    return this.rows
      .filter(({ state }) => state === 'pending')
      .map((row) => `${row.templateName} ${row.channel} ${row.scheduledFor.toISOString()}`)
      .sort();
  }
}

function toKnown(row: Row): KnownNotification {
  return {
    ...row,
    doubts: row.doubts ?? 0,
    dueAt: row.scheduledFor,
    revision: row.appointmentRevision,
  };
}

const reasons = (planned: ReturnType<typeof plan>): string[] =>
  planned.skipped.map(
    ({ templateName, channel, hoursUntil, reason }) => `${templateName} ${channel} ${hoursUntil} ${reason}`,
  );

const move = (startsAt: string, version?: number, extra?: Record<string, unknown>): BookingEvent =>
  event({
    type: 'booking.rescheduled',
    startsAt,
    ...(version === undefined ? {} : { version }),
    ...(extra === undefined ? {} : { extra }),
  });
const AT_TWO = '2026-12-01T14:00:00-05:00';
const AT_THREE = '2026-12-01T15:00:00-05:00';
const AT_FOUR = '2026-12-01T16:00:00-05:00';
const went = (book: Book, channel?: string): void => {
  for (const row of book.rows)
    if (row.state === 'pending' && row.hoursUntil === null && (channel ?? row.channel) === row.channel)
      Object.assign(row, { state: 'sent' });
};
/** The notices that wait, each with its old and new time. */
const notices = (book: Book): string[] =>
  book.rows
    .filter(({ state, hoursUntil }) => state === 'pending' && hoursUntil === null)
    .map(({ templateName, channel, context }) =>
      [
        templateName.replace('appointment_', ''),
        channel,
        context['old_appointment_time'],
        context['new_appointment_time'] ?? context['appointment_time'],
      ]
        .filter((word): word is string => typeof word === 'string')
        .join(' '),
    );

describe('planning one event', () => {
  it('a new booking gets its confirmation now and two reminders on each channel', () => {
    const book = new Book();
    book.apply(event());
    expect(book.pending()).toEqual([
      'appointment_confirmation email 2026-11-22T10:00:00.000Z',
      'appointment_confirmation sms 2026-11-22T10:00:00.000Z',
      'appointment_reminder email 2026-11-30T19:00:00.000Z',
      'appointment_reminder email 2026-12-01T17:00:00.000Z',
      'appointment_reminder sms 2026-11-30T19:00:00.000Z',
      'appointment_reminder sms 2026-12-01T17:00:00.000Z',
    ]);
  });

  it('each reminder says how many hours are left when it goes out', () => {
    const book = new Book(defaultPreferences([48, 1]));
    book.apply(event({ startsAt: '2026-12-01T14:00:00-05:00' }));
    const reminders = book.rows.filter(({ templateName }) => templateName === 'appointment_reminder');
    expect(reminders.map(({ context, scheduledFor }) => [context['hours_until'], scheduledFor.toISOString()])).toEqual([
      [48, '2026-11-29T19:00:00.000Z'],
      [48, '2026-11-29T19:00:00.000Z'],
      [1, '2026-12-01T18:00:00.000Z'],
      [1, '2026-12-01T18:00:00.000Z'],
    ]);
    expect(book.rows.filter(({ hoursUntil, context }) => hoursUntil === null && 'hours_until' in context)).toEqual([]);
  });

  it('a booking that awaits the shop is only said to be requested; the confirmation and the reminders come with the yes', () => {
    const book = new Book();
    book.apply(event({ status: 'pending', version: 1 }));
    expect(book.pending()).toEqual([
      'appointment_request email 2026-11-22T10:00:00.000Z',
      'appointment_request sms 2026-11-22T10:00:00.000Z',
    ]);
    for (const row of book.rows) Object.assign(row, { state: 'sent' });
    book.apply(event({ type: 'booking.confirmed', version: 2 }));
    const after = book.pending();
    expect(after).toEqual([
      'appointment_confirmation email 2026-11-22T10:00:00.000Z',
      'appointment_confirmation sms 2026-11-22T10:00:00.000Z',
      'appointment_reminder email 2026-11-30T19:00:00.000Z',
      'appointment_reminder email 2026-12-01T17:00:00.000Z',
      'appointment_reminder sms 2026-11-30T19:00:00.000Z',
      'appointment_reminder sms 2026-12-01T17:00:00.000Z',
    ]);
    const again = book.apply(event({ type: 'booking.confirmed', version: 3 }));
    expect(again.insert).toEqual([]);
    expect(new Set(again.skipped.map(({ reason }) => reason))).toEqual(new Set(['duplicate']));
    expect(book.pending()).toEqual(after);
  });

  it('a request that has not gone out when the shop says yes is replaced by the confirmation', () => {
    const book = new Book();
    book.apply(event({ status: 'pending', version: 1 }));
    book.apply(event({ type: 'booking.confirmed', version: 2 }));
    expect(book.pending().filter((row) => row.includes('request'))).toEqual([]);
    expect(book.rows.filter(({ reason }) => reason === 'superseded')).toHaveLength(2);
  });

  it('a client who has read that the booking is confirmed does not read it again at the yes of the shop', () => {
    const book = new Book();
    book.apply(event({ version: 1 }));
    for (const row of book.rows.filter(({ hoursUntil }) => hoursUntil === null)) Object.assign(row, { state: 'sent' });
    const yes = book.apply(event({ type: 'booking.confirmed', version: 2 }));
    expect(yes.insert).toEqual([]);
    expect(reasons(yes)).toContain('appointment_confirmation sms null duplicate');
  });

  it('a moved booking loses its old reminders, gets new ones, and tells the old and the new time', () => {
    const book = new Book();
    book.apply(event({ version: 1 }));
    const moved = book.apply(event({ type: 'booking.rescheduled', version: 2, startsAt: '2026-12-02T09:30:00-05:00' }));
    expect(book.rows.filter(({ reason }) => reason === 'superseded')).toHaveLength(6);
    expect(moved.insert[0]?.context).toMatchObject({
      old_appointment_date: 'December 1, 2026',
      old_appointment_time: '2:00 PM',
      new_appointment_date: 'December 2, 2026',
      new_appointment_time: '9:30 AM',
    });
    expect(book.pending()).toContain('appointment_reminder sms 2026-12-02T12:30:00.000Z');
  });

  it('a booking that moves away and back is reminded of again', () => {
    const book = new Book();
    book.apply(event({ version: 1 }));
    book.apply(event({ type: 'booking.rescheduled', version: 2, startsAt: '2026-12-05T09:30:00-05:00' }));
    book.apply(event({ type: 'booking.rescheduled', version: 3 }));
    expect(book.pending().filter((row) => row.includes('reminder'))).toHaveLength(4);
  });

  it('a cancelled booking keeps only its notice, even if the confirmation has not gone out', () => {
    const book = new Book();
    book.apply(event({ version: 1 }));
    book.apply(
      event({
        type: 'booking.cancelled',
        version: 2,
        extra: { cancellation: { cancelled_by: 'business', reason: 'Ill', refund_amount: 25 } },
      }),
    );
    expect(book.pending()).toEqual([
      'appointment_cancellation email 2026-11-22T10:00:00.000Z',
      'appointment_cancellation sms 2026-11-22T10:00:00.000Z',
    ]);
    expect(book.rows.filter(({ reason }) => reason === 'booking_cancelled')).toHaveLength(6);
    expect(book.rows.find(({ templateName }) => templateName === 'appointment_cancellation')?.context).toMatchObject({
      cancelled_by: 'business',
      cancellation_reason: 'Ill',
      refund_amount: '25.00',
    });
  });

  it.each([
    ['by version', { version: 2 }, { version: 1 }],
    ['by time', { time: '2026-11-22T10:00:00Z' }, { time: '2026-11-22T09:00:00Z' }],
    ['by being final', {}, {}],
    ['at the same version', { version: 1 }, { version: 1 }],
  ])('a cancel that comes before its create wins (%s)', (_, cancel, create) => {
    const book = new Book();
    expect(book.apply(event({ type: 'booking.cancelled', ...cancel })).insert).toHaveLength(2);
    const late = book.apply(event(create));
    expect(late.insert).toEqual([]);
    expect(late.appointment).toBeNull();
    expect(new Set(late.skipped.map(({ reason }) => reason))).toEqual(new Set(['stale']));
  });

  it('the same version under a new id updates the snapshot and plans nothing twice', () => {
    const book = new Book();
    book.apply(event({ version: 1 }));
    const again = book.apply(event({ version: 1, client: { id: 'user-1', name: 'Jane Doe' } }));
    expect(again.insert).toEqual([]);
    expect(reasons(again)).toContain('appointment_confirmation email null duplicate');
    expect(book.rows.map(({ context }) => context['client_name'])).toEqual(Array(6).fill('Jane Doe'));
  });

  it('without version and time, the same start is a repeat and another start is newer', () => {
    const book = new Book();
    book.apply(event());
    expect(book.apply(event()).insert).toEqual([]);
    expect(
      book.apply(event({ type: 'booking.rescheduled', startsAt: '2026-12-03T10:00:00-05:00' })).insert,
    ).toHaveLength(6);
    expect(
      book.apply(event({ type: 'booking.rescheduled', startsAt: '2026-12-04T10:00:00-05:00' })).insert,
    ).toHaveLength(6);
  });

  it('each message that is not planned has a reason', () => {
    const off = { ...defaultPreferences([240, 24]), sms_appointment_reminder: false };
    const skipped = reasons(new Book(off).apply(event({ client: { id: 'user-1', phone: '+442079460123' } })));
    expect(skipped).toEqual([
      'appointment_confirmation email null no_address',
      'appointment_confirmation sms null country_not_allowed',
      'appointment_reminder email 240 past_due',
      'appointment_reminder sms 240 past_due',
      'appointment_reminder email 24 no_address',
      'appointment_reminder sms 24 preference_off',
    ]);
  });

  it('an opted-out number is skipped in any spelling', () => {
    const book = new Book();
    book.known = { ...book.known, suppressed: new Set(['sms:+12025550123']) };
    const planned = book.apply(event({ client: { id: 'u', phone: '(202) 555-0123' } }));
    expect(reasons(planned)).toContain('appointment_confirmation sms null suppressed');
  });

  it('a wrong address leaves a failed row that does not quote it, and a corrected address gets new rows', () => {
    const book = new Book();
    book.apply(event({ version: 1, client: { id: 'u', email: 'not an address' } }));
    const failed = book.rows.filter(({ channel }) => channel === 'email');
    expect(failed.map(({ state, reason }) => [state, reason])).toEqual(Array(3).fill(['failed', 'invalid_recipient']));
    expect(failed[0]?.failure?.message).not.toContain('not an address');
    book.apply(event({ version: 1, client: { id: 'u', email: 'john@example.com' } }));
    expect(book.pending().filter((row) => row.includes('email'))).toHaveLength(3);
  });

  it('a missing template leaves a failed row that says what to do', () => {
    const book = new Book(defaultPreferences([]), { template: () => undefined });
    const [row] = book.apply(event()).insert;
    expect(row?.failure).toEqual({
      reason: 'template_missing',
      message: expect.stringContaining('populate') as unknown,
    });
  });

  it('a booking that passes to another client reminds only the new one', () => {
    const book = new Book();
    book.apply(event({ version: 1 }));
    book.apply(event({ type: 'booking.confirmed', version: 2, client: { id: 'user-2', email: 'jane@example.com' } }));
    const live = book.rows.filter(({ state, hoursUntil }) => state === 'pending' && hoursUntil !== null);
    expect(live.map(({ userId, channel, hoursUntil }) => `${userId} ${channel} ${hoursUntil}`)).toEqual([
      'user-2 email 24',
      'user-2 email 2',
    ]);
  });

  const quiet = (hours: number[]): PreferenceRules => ({
    ...defaultPreferences(hours),
    quiet_hours_enabled: true,
    timezone: 'America/New_York',
  });

  it('reminders that quiet hours move to one moment become one', () => {
    const book = new Book(quiet([2, 1]));
    const planned = book.apply(event({ startsAt: '2026-12-01T08:30:00-05:00' }));
    expect(book.pending().filter((row) => row.includes('reminder sms'))).toEqual([
      'appointment_reminder sms 2026-12-01T02:59:00.000Z',
    ]);
    expect(reasons(planned)).toContain('appointment_reminder sms 1 duplicate');
  });

  it('an SMS is not planned for a time after the appointment', () => {
    const book = new Book(quiet([]), { now: new Date('2026-12-01T04:00:00Z') });
    const planned = book.apply(event({ startsAt: '2026-12-01T07:00:00-05:00' }));
    expect(reasons(planned)).toEqual(['appointment_confirmation sms null past_due']);
    expect(planned.insert.map(({ channel }) => channel)).toEqual(['email']);
  });

  it.each([
    ['cancelled', 'booking_cancelled'],
    ['completed', 'past_due'],
    ['no_show', 'past_due'],
  ])('a booking that is already %s at its first event gets no confirmation', (status, reason) => {
    const planned = new Book().apply(event({ status }));
    expect(planned.insert).toEqual([]);
    expect(new Set(planned.skipped.map((skip) => skip.reason))).toEqual(new Set([reason]));
  });

  it('facts that a newer snapshot leaves out are dropped', () => {
    const book = new Book();
    book.apply(event({ version: 1 }));
    const again = event({ version: 1 });
    book.apply({ ...again, appointment: { ...again.appointment, price: null } });
    expect(book.rows.filter(({ context }) => 'price' in context)).toEqual([]);
  });

  it('a reminder that the user cancelled is not planned again', () => {
    const book = new Book();
    book.apply(event({ version: 1 }));
    const reminder = book.rows.find(({ hoursUntil }) => hoursUntil === 24)!;
    Object.assign(reminder, { state: 'cancelled', reason: 'user_request' });
    expect(book.apply(event({ type: 'booking.confirmed', version: 2 })).insert).toEqual([]);
  });
});

describe('a booking that was over before anybody heard of it', () => {
  const LAST_YEAR = '2025-11-20T14:00:00-05:00';

  it.each(['booking.created', 'booking.confirmed', 'booking.rescheduled'])(
    'is not told of when its %s comes',
    (type) => {
      const planned = new Book().apply(event({ type, startsAt: LAST_YEAR }));
      expect(planned.insert).toEqual([]);
      expect(planned.skipped).toHaveLength(6);
      expect(new Set(planned.skipped.map(({ reason }) => reason))).toEqual(new Set(['past_due']));
    },
  );

  it('is not told of when all of its events are played again', () => {
    const book = new Book();
    const history = ['booking.created', 'booking.confirmed', 'booking.rescheduled', 'booking.cancelled'];
    for (const [n, type] of history.entries()) book.apply(event({ type, version: n + 1, startsAt: LAST_YEAR }));
    expect(book.rows).toEqual([]);
  });

  it('is not told of in the minute of its start', () => {
    expect(new Book().apply(event({ startsAt: NOW.toISOString() })).insert).toEqual([]);
    expect(new Book(defaultPreferences([])).apply(event({ startsAt: '2026-11-22T10:00:01Z' })).insert).toHaveLength(2);
  });

  it('is told of as cancelled for a day after its start, and no longer', () => {
    const late = new Book().apply(event({ type: 'booking.cancelled', startsAt: '2026-11-21T09:59:59Z' }));
    expect(reasons(late)).toEqual([
      'appointment_cancellation email null past_due',
      'appointment_cancellation sms null past_due',
    ]);
    const { insert } = new Book().apply(event({ type: 'booking.cancelled', startsAt: '2026-11-21T10:00:01Z' }));
    expect(insert.map(({ expiresAt }) => expiresAt?.toISOString())).toEqual(Array(2).fill('2026-11-22T10:00:01.000Z'));
  });
});

describe('a booking that passes to somebody else', () => {
  const [ann, ben, cleo] = ['ann', 'ben', 'cleo'].map((id) => ({ id, email: `${id}@example.com` }));
  const waitingOf = (book: Book): string[] =>
    book.rows
      .filter(({ state }) => state === 'pending')
      .map(({ userId, templateName, hoursUntil }) => `${userId} ${templateName}${hoursUntil ?? ''}`);
  const whole = (id: string): string[] =>
    ['appointment_confirmation', 'appointment_reminder24', 'appointment_reminder2'].map((what) => `${id} ${what}`);

  it.each([
    ['without versions', {}],
    ['at the same version', { version: 1 }],
  ])('at the same time is confirmed to them and reminded of, whatever the first has had (%s)', (_, stated) => {
    const book = new Book();
    book.apply(event({ ...stated, client: ann }));
    for (const row of book.rows) Object.assign(row, { state: 'sent' });
    book.apply(event({ ...stated, client: ben }));
    expect(waitingOf(book)).toEqual(whole('ben'));
    const again = book.apply(event({ ...stated, client: ben }));
    expect(again.insert).toEqual([]);
  });

  it('and on to a third is the third one’s alone', () => {
    const book = new Book();
    for (const client of [ann, ben, cleo]) book.apply(event({ client }));
    expect(waitingOf(book)).toEqual(whole('cleo'));
  });

  it('and back is confirmed to the first again', () => {
    const book = new Book();
    book.apply(event({ client: ann }));
    for (const row of book.rows.filter(({ hoursUntil }) => hoursUntil === null)) Object.assign(row, { state: 'sent' });
    for (const client of [ben, ann]) book.apply(event({ client }));
    expect(waitingOf(book)).toEqual(whole('ann'));
  });

  it('reminds them of it though the first had cancelled a reminder, and the first still not if it comes back', () => {
    const book = new Book();
    book.apply(event({ client: ann }));
    const reminder = book.rows.find(({ hoursUntil }) => hoursUntil === 24)!;
    Object.assign(reminder, { state: 'cancelled', reason: 'user_request' });
    book.apply(event({ client: ben }));
    expect(waitingOf(book)).toEqual(whole('ben'));
    book.apply(event({ client: ann }));
    expect(waitingOf(book)).toEqual(['ann appointment_confirmation', 'ann appointment_reminder2']);
  });

  it('and moves at once is confirmed to them: they know of no other time', () => {
    const book = new Book();
    book.apply(event({ version: 1, client: ann }));
    book.apply(event({ type: 'booking.rescheduled', version: 2, startsAt: '2026-12-05T09:30:00-05:00', client: ben }));
    expect(waitingOf(book)).toEqual(whole('ben'));
  });

  it('is a change also where the platform counts none: what is being sent to the first is out of date', () => {
    const book = new Book();
    book.apply(event({ client: ann }));
    for (const row of book.rows) Object.assign(row, { state: 'sending' });
    const passed = book.apply(event({ client: ben }));
    expect(passed.appointment?.revision).toBe(2);
    expect(passed.refresh).toEqual([]);
  });
});

describe('a booking that moves', () => {
  it.each([
    ['a newer version', 2],
    ['no version', undefined],
  ])('to the time that it has is not told of (%s), and its new details are', (_, version) => {
    const book = new Book();
    book.apply(event(version === undefined ? {} : { version: 1 }));
    went(book);
    const moved = book.apply(move(AT_TWO, version));
    expect(moved.insert).toEqual([]);
    expect(reasons(moved)).toEqual([
      'appointment_rescheduled email null unchanged',
      'appointment_rescheduled sms null unchanged',
      ...[24, 2].flatMap((h) => ['email', 'sms'].map((c) => `appointment_reminder ${c} ${h} duplicate`)),
    ]);
    expect(moved.refresh).toHaveLength(4);
  });

  it('to the same time in a zone whose clocks agree is not told of, in another zone it is', () => {
    const book = new Book();
    book.apply(event({ version: 1 }));
    went(book);
    const inZone = (version: number, timezone: string): BookingEvent => {
      const moved = move(AT_TWO, version);
      return { ...moved, appointment: { ...moved.appointment, start: { ...moved.appointment.start, zone: timezone } } };
    };
    expect(book.apply(inZone(2, 'America/Toronto')).insert).toEqual([]);
    expect(book.apply(inZone(3, 'America/Chicago')).insert).toHaveLength(2);
  });

  it('before its confirmation has gone out to the time that it has keeps the confirmation', () => {
    const book = new Book();
    book.apply(event({ version: 1 }));
    book.apply(move(AT_TWO, 2));
    expect(notices(book)).toEqual(['confirmation email 2:00 PM', 'confirmation sms 2:00 PM']);
  });

  it('before its confirmation has gone out is told of instead', () => {
    const book = new Book();
    book.apply(event({ version: 1 }));
    book.apply(move(AT_THREE, 2));
    expect(notices(book)).toEqual(['rescheduled email 2:00 PM 3:00 PM', 'rescheduled sms 2:00 PM 3:00 PM']);
  });

  it('three times at once is told of once, from the time that the client knows to the last one', () => {
    const book = new Book();
    book.apply(event({ version: 1 }));
    went(book);
    book.apply(move(AT_THREE, 2));
    book.apply(move('2026-12-01T17:00:00-05:00', 3));
    book.apply(move(AT_FOUR, 4, { previous: { starts_at: '2026-12-01T17:00:00-05:00' } }));
    expect(notices(book)).toEqual(['rescheduled email 2:00 PM 4:00 PM', 'rescheduled sms 2:00 PM 4:00 PM']);
  });

  it('twice under one version, before its booking is known, is told of once', () => {
    const book = new Book();
    book.apply(move(AT_THREE, 2));
    book.apply(event({ version: 1 }));
    book.apply(move(AT_THREE, 2));
    expect(notices(book)).toEqual(['rescheduled email 3:00 PM', 'rescheduled sms 3:00 PM']);
  });

  it('away and back before anybody was told is not told of', () => {
    const book = new Book();
    book.apply(event({ version: 1 }));
    went(book);
    book.apply(move(AT_THREE, 2));
    const back = book.apply(move(AT_TWO, 3));
    expect(back.insert.filter(({ hoursUntil }) => hoursUntil === null)).toEqual([]);
    expect(notices(book)).toEqual([]);
    expect(book.pending().filter((row) => row.includes('reminder'))).toHaveLength(4);
  });

  it('away and back before even its confirmation has gone out is confirmed', () => {
    const book = new Book();
    book.apply(event({ version: 1 }));
    book.apply(move(AT_THREE, 2));
    book.apply(move(AT_TWO, 3));
    expect(notices(book)).toEqual(['confirmation email 2:00 PM', 'confirmation sms 2:00 PM']);
  });

  it('twice, where one channel was quicker than the other, tells each reader what is news to them', () => {
    const book = new Book();
    book.apply(event({ version: 1 }));
    went(book);
    book.apply(move(AT_THREE, 2));
    went(book, 'email');
    book.apply(move(AT_FOUR, 3));
    expect(notices(book)).toEqual(['rescheduled email 3:00 PM 4:00 PM', 'rescheduled sms 2:00 PM 4:00 PM']);
    book.apply(move(AT_TWO, 4));
    expect(notices(book)).toEqual(['rescheduled email 3:00 PM 2:00 PM']);
  });

  it.each(['pending', 'sending', 'in_doubt'] as const)(
    'is still told of when the shop says yes before the notice is out (%s)',
    (state) => {
      // An older release kept no old start.
      for (const kept of [{}, { old_start: undefined }]) {
        const book = new Book(defaultPreferences([]));
        book.apply(event({ version: 1 }));
        went(book);
        const { insert } = book.apply(move(AT_THREE, 2));
        expect(insert).toHaveLength(2);
        for (const { id, context } of insert) Object.assign(book.row(id), { state, context: { ...context, ...kept } });
        const yes = book.apply(event({ type: 'booking.confirmed', version: 3, startsAt: AT_THREE }));
        expect(yes.cancel).toEqual([]);
        expect(yes.refresh.map(({ id }) => id)).toEqual(insert.map(({ id }) => id));
      }
    },
  );

  it('is confirmed at the yes of the shop no more: whoever reads that it moved knows that it stands', () => {
    const book = new Book();
    book.apply(event({ version: 1 }));
    book.apply(move(AT_THREE, 2));
    went(book);
    const yes = book.apply(event({ type: 'booking.confirmed', version: 3, startsAt: AT_THREE }));
    expect(yes.insert).toEqual([]);
  });

  it('with the yes of the shop is confirmed at its new time', () => {
    const book = new Book();
    book.apply(event({ version: 1 }));
    went(book);
    book.apply(event({ type: 'booking.confirmed', version: 2, startsAt: AT_THREE }));
    expect(notices(book)).toEqual(['confirmation email 3:00 PM', 'confirmation sms 3:00 PM']);
  });
});

describe('the yes of the shop', () => {
  it('is not taken back by a `created` that comes late and has no version', () => {
    const book = new Book();
    book.apply(event({ status: 'pending' }));
    book.apply(event({ type: 'booking.confirmed' }));
    const before = book.pending();
    const late = book.apply(event({ status: 'pending' }));
    expect(late.appointment?.status).toBe('confirmed');
    expect(late.insert).toEqual([]);
    expect(book.pending()).toEqual(before);
  });

  it('is told of when it comes by a `rescheduled` that moves nothing, once', () => {
    const book = new Book(defaultPreferences([]));
    book.apply(event({ version: 1, status: 'pending' }));
    const yes = (version: number) =>
      event({ type: 'booking.rescheduled', version, startsAt: AT_TWO, status: 'confirmed' });
    book.apply(yes(3));
    expect(notices(book)).toEqual(['confirmation email 2:00 PM', 'confirmation sms 2:00 PM']);
    went(book);
    book.apply(yes(3));
    book.apply(yes(4));
    expect(notices(book)).toEqual([]);
  });

  it('is taken back by a newer version', () => {
    const book = new Book();
    book.apply(event({ version: 1 }));
    expect(book.apply(event({ version: 2, status: 'pending' })).appointment?.status).toBe('pending');
    expect(book.pending().map((row) => row.split(' ')[0])).toEqual(Array(2).fill('appointment_request'));
  });

  it('without a version is a change: a request that is being sent is not sent again', () => {
    const book = new Book();
    book.apply(event({ status: 'pending' }));
    for (const row of book.rows) Object.assign(row, { state: 'sending' });
    const yes = book.apply(event({ type: 'booking.confirmed' }));
    expect(yes.appointment?.revision).toBe(2);
    expect(yes.refresh).toEqual([]);
    expect(book.apply(event({ type: 'booking.confirmed' })).insert).toEqual([]);
  });

  it('is said again when the booking was cancelled in between', () => {
    const book = new Book(defaultPreferences([]));
    book.apply(event({ version: 1 }));
    book.apply(event({ type: 'booking.cancelled', version: 2 }));
    for (const row of book.rows) if (row.state === 'pending') Object.assign(row, { state: 'sent' });
    book.apply(event({ version: 3, status: 'pending' }));
    book.apply(event({ type: 'booking.confirmed', version: 4 }));
    expect(book.pending().map((row) => row.split(' ')[0])).toEqual(Array(2).fill('appointment_confirmation'));
  });
});

describe('a reminder right after the confirmation', () => {
  it.each([
    [90, 'too_soon'],
    [30 * 60 - 1, 'too_soon'],
    [30 * 60, null],
  ])('%i seconds later: %s', (seconds, reason) => {
    const startsAt = new Date(NOW.getTime() + 24 * 3_600_000 + seconds * 1_000).toISOString();
    const planned = new Book().apply(event({ startsAt }));
    const found = planned.skipped.map((skip) => `${skip.channel} ${skip.hoursUntil} ${skip.reason}`);
    expect(found).toEqual(reason === null ? [] : ['email 24 too_soon', 'sms 24 too_soon']);
  });

  it('is not planned by a later event or a change of preferences either', () => {
    const book = new Book();
    const startsAt = new Date(NOW.getTime() + 24 * 3_600_000 + 90_000).toISOString();
    book.apply(event({ version: 1, startsAt }));
    for (const row of book.rows.filter(({ hoursUntil }) => hoursUntil === null)) Object.assign(row, { state: 'sent' });
    const yes = book.apply(event({ type: 'booking.confirmed', version: 2, startsAt }));
    expect(yes.insert).toEqual([]);
    expect(reasons(yes)).toContain('appointment_reminder email 24 too_soon');
  });

  it('comes to a reader who gets no confirmations', () => {
    const preferences = { ...defaultPreferences([24]), email_appointment_confirmation: false };
    const startsAt = new Date(NOW.getTime() + 24 * 3_600_000 + 90_000).toISOString();
    const planned = new Book(preferences).apply(event({ startsAt }));
    expect(planned.insert.map(({ templateName, channel }) => `${templateName} ${channel}`)).toEqual([
      'appointment_confirmation sms',
      'appointment_reminder email',
    ]);
  });
});

describe('news that cannot wait for the end of the quiet hours', () => {
  /** From nine in the evening before to two in the afternoon of the day. */
  const asleep: PreferenceRules = {
    ...defaultPreferences([]),
    quiet_hours_enabled: true,
    quiet_hours_start: '21:00',
    quiet_hours_end: '14:00',
    timezone: 'UTC',
  };
  const sms = (planned: ReturnType<typeof plan>): string[] =>
    planned.insert
      .filter(({ channel }) => channel === 'sms')
      .map(({ templateName, scheduledFor }) => `${templateName} ${scheduledFor.toISOString()}`);

  it('goes out at once: a cancellation three hours before', () => {
    const planned = new Book(asleep).apply(event({ type: 'booking.cancelled', startsAt: '2026-11-22T13:00:00Z' }));
    expect(sms(planned)).toEqual(['appointment_cancellation 2026-11-22T10:00:00.000Z']);
  });

  it('goes out at once: a move to another day, because the old time is near', () => {
    const book = new Book(asleep);
    book.apply(event({ version: 1, startsAt: '2026-11-22T14:30:00Z' }));
    const moved = book.apply(event({ type: 'booking.rescheduled', version: 2, startsAt: '2026-11-25T16:00:00Z' }));
    expect(sms(moved)).toEqual(['appointment_rescheduled 2026-11-22T10:00:00.000Z']);
  });

  it('waits where it can: a cancellation of a later hour, and one of an hour that is over', () => {
    for (const startsAt of ['2026-11-22T15:00:00Z', '2026-11-22T09:00:00Z'])
      expect(sms(new Book(asleep).apply(event({ type: 'booking.cancelled', startsAt })))).toEqual([
        'appointment_cancellation 2026-11-22T14:00:00.000Z',
      ]);
  });
});

describe('a move at the version that is known', () => {
  it.each([
    ['the same version', { version: 1 }],
    ['the same time', { time: '2026-11-22T09:00:00Z' }],
  ])('is a change: what is being sent for the old start ends, and each further move is told of (%s)', (_, stated) => {
    const book = new Book(defaultPreferences([]));
    book.apply(event(stated));
    for (const row of book.rows) Object.assign(row, { state: 'sending' });
    const first = book.apply(event({ ...stated, type: 'booking.rescheduled', startsAt: AT_THREE }));
    expect([first.appointment?.revision, first.refresh]).toEqual([2, []]);
    went(book);
    const second = book.apply(event({ ...stated, type: 'booking.rescheduled', startsAt: AT_FOUR }));
    expect(second.appointment?.revision).toBe(3);
    expect(notices(book)).toEqual(['rescheduled email 3:00 PM 4:00 PM', 'rescheduled sms 3:00 PM 4:00 PM']);
    const again = book.apply(event({ ...stated, type: 'booking.rescheduled', startsAt: AT_FOUR }));
    expect([again.appointment?.revision, again.insert]).toEqual([3, []]);
  });
});

describe('a cancelled booking that comes back by a move', () => {
  const cancelledBook = (): Book => {
    const book = new Book(defaultPreferences([]));
    book.apply(event({ version: 1 }));
    went(book);
    book.apply(event({ type: 'booking.cancelled', version: 2 }));
    return book;
  };

  it.each([
    ['the time that it had', AT_TWO, '2:00 PM'],
    ['another time', AT_THREE, '3:00 PM'],
  ])('to %s is confirmed anew to a client who has read that it is off', (_, startsAt, time) => {
    const book = cancelledBook();
    went(book);
    book.apply(move(startsAt, 3));
    expect(notices(book)).toEqual([`confirmation email ${time}`, `confirmation sms ${time}`]);
    expect(book.apply(move(startsAt, 3)).insert).toEqual([]);
    expect(notices(book)).toHaveLength(2);
  });

  it('is nothing new where the cancellation has not gone out, and withdraws it', () => {
    const book = cancelledBook();
    went(book, 'email');
    book.apply(move(AT_TWO, 3));
    expect(notices(book)).toEqual(['confirmation email 2:00 PM']);
  });

  it('has moved where the cancellation has not gone out', () => {
    const book = cancelledBook();
    book.apply(move(AT_THREE, 3));
    expect(notices(book)).toEqual(['rescheduled email 2:00 PM 3:00 PM', 'rescheduled sms 2:00 PM 3:00 PM']);
  });

  it('is confirmed where neither its confirmation nor its cancellation has gone out', () => {
    const book = new Book(defaultPreferences([]));
    book.apply(event({ version: 1 }));
    book.apply(event({ type: 'booking.cancelled', version: 2 }));
    book.apply(move(AT_TWO, 3));
    expect(notices(book)).toEqual(['confirmation email 2:00 PM', 'confirmation sms 2:00 PM']);
  });

  it('does not come back by a move that is older than the cancel', () => {
    const book = cancelledBook();
    went(book);
    expect(reasons(book.apply(move(AT_THREE, 1)))).toEqual([
      'appointment_rescheduled email null stale',
      'appointment_rescheduled sms null stale',
    ]);
  });
});

describe('a move of a booking that awaits the shop', () => {
  it.each([
    ['without a status', undefined],
    ['as pending', 'pending'],
  ])('%s is a request for the new time, and the yes confirms that', (_, status) => {
    const book = new Book(defaultPreferences([]));
    book.apply(event({ version: 1, status: 'pending' }));
    went(book);
    const stated = status === undefined ? {} : { status };
    const moved = book.apply(event({ type: 'booking.rescheduled', version: 2, startsAt: AT_THREE, ...stated }));
    expect(moved.appointment?.status).toBe('pending');
    expect(notices(book)).toEqual(['request email 3:00 PM', 'request sms 3:00 PM']);
    went(book);
    book.apply(event({ type: 'booking.confirmed', version: 3, startsAt: AT_THREE }));
    expect(notices(book)).toEqual(['confirmation email 3:00 PM', 'confirmation sms 3:00 PM']);
  });

  it('that had been confirmed before is confirmed again by the yes, once', () => {
    const book = new Book(defaultPreferences([]));
    book.apply(event({ version: 1 }));
    went(book);
    book.apply(event({ type: 'booking.rescheduled', version: 2, startsAt: AT_THREE, status: 'pending' }));
    went(book);
    book.apply(event({ type: 'booking.confirmed', version: 3, startsAt: AT_THREE }));
    expect(notices(book)).toEqual(['confirmation email 3:00 PM', 'confirmation sms 3:00 PM']);
    went(book);
    expect(book.apply(event({ type: 'booking.confirmed', version: 4, startsAt: AT_THREE })).insert).toEqual([]);
  });

  it('to the time that it has is not told of', () => {
    const book = new Book(defaultPreferences([]));
    book.apply(event({ version: 1, status: 'pending' }));
    book.apply(move(AT_TWO, 2));
    expect(notices(book)).toEqual(['request email 2:00 PM', 'request sms 2:00 PM']);
    expect(reasons(book.apply(move(AT_TWO, 3)))).toContain('appointment_request email null unchanged');
  });

  it('takes back what waits to say that it stands', () => {
    const book = new Book(defaultPreferences([]));
    book.apply(event({ version: 1 }));
    book.apply(event({ type: 'booking.rescheduled', version: 2, status: 'pending' }));
    expect(notices(book)).toEqual(['request email 2:00 PM', 'request sms 2:00 PM']);
  });
});

describe('an event that tells nothing new', () => {
  it.each(['pending', 'sent'] as const)('a newer `created` of a booking whose confirmation is %s', (state) => {
    const book = new Book(defaultPreferences([]));
    book.apply(event({ version: 1 }));
    for (const row of book.rows) Object.assign(row, { state });
    const again = book.apply(event({ version: 2, client: { id: 'user-1', name: 'Jane Doe' } }));
    expect([again.insert, again.cancel]).toEqual([[], []]);
    expect(new Set(again.skipped.map(({ reason }) => reason))).toEqual(new Set(['duplicate']));
    if (state === 'pending') expect(book.rows.map(({ context }) => context['client_name'])).toContain('Jane Doe');
  });

  it('is not a `created` after a cancel, after a move, or for a channel that was not told', () => {
    const between = [
      event({ type: 'booking.cancelled', version: 2 }),
      event({ type: 'booking.rescheduled', version: 2, startsAt: AT_THREE }),
    ];
    for (const next of between) {
      const book = new Book(defaultPreferences([]));
      book.apply(event({ version: 1 }));
      went(book);
      book.apply(next);
      went(book);
      expect(
        book.apply(event({ version: 3, startsAt: next.appointment.start.instant.toISOString() })).insert,
      ).toHaveLength(2);
    }
    const book = new Book(defaultPreferences([]));
    book.apply(event({ version: 1, client: { id: 'user-1', phone: '+12025550123' } }));
    went(book);
    book.apply(event({ version: 2 }));
    expect(notices(book)).toEqual(['confirmation email 2:00 PM']);
  });

  it.each(['pending', 'sent'] as const)('a second cancel of a booking whose cancellation is %s', (state) => {
    const book = new Book(defaultPreferences([]));
    book.apply(event({ version: 1 }));
    book.apply(event({ type: 'booking.cancelled', version: 2 }));
    const told = book.rows.filter(({ templateName }) => templateName === 'appointment_cancellation');
    for (const row of told) Object.assign(row, { state });
    const extra = { cancellation: { refund_amount: 25 } };
    const again = book.apply(event({ type: 'booking.cancelled', version: 3, extra }));
    expect([again.insert, again.cancel]).toEqual([[], []]);
    expect(reasons(again)).toEqual(['email', 'sms'].map((each) => `appointment_cancellation ${each} null duplicate`));
    const refunds = told.map(({ context }) => context['refund_amount']);
    expect(refunds).toEqual(Array(2).fill(state === 'pending' ? '25.00' : undefined));
  });

  it('is not a cancel of a booking that had come back', () => {
    const book = new Book(defaultPreferences([]));
    book.apply(event({ version: 1 }));
    for (const [n, type] of ['booking.cancelled', 'booking.created', 'booking.cancelled'].entries()) {
      book.apply(event({ type, version: n + 2 }));
      if (n < 2) went(book);
    }
    expect(notices(book)).toEqual(['cancellation email 2:00 PM', 'cancellation sms 2:00 PM']);
  });
});

describe('a notice that waits while its booking moves', () => {
  it('is of use until the new start', () => {
    const quietAboutMoves = { ...defaultPreferences([]), email_appointment_changes: false };
    const book = new Book(quietAboutMoves);
    book.apply(event({ version: 1 }));
    book.apply(move('2026-12-05T09:30:00-05:00', 2));
    const waiting = book.rows.filter(({ state, channel }) => state === 'pending' && channel === 'email');
    expect(waiting.map(({ templateName, expiresAt }) => [templateName, expiresAt?.toISOString()])).toEqual([
      ['appointment_confirmation', '2026-12-05T14:30:00.000Z'],
    ]);
  });

  it('counts as read if an earlier try may have arrived', () => {
    const book = new Book(defaultPreferences([]));
    book.apply(event({ version: 1 }));
    went(book);
    const { insert } = book.apply(move(AT_THREE, 2));
    for (const { id } of insert) Object.assign(book.row(id), { doubts: 1 });
    book.apply(move(AT_TWO, 3));
    expect(notices(book)).toEqual(['rescheduled email 3:00 PM 2:00 PM', 'rescheduled sms 3:00 PM 2:00 PM']);
  });
});

/** Histories of one appointment. Each version has one event, and repeats of it have the same facts. */
const histories = fc
  .array(
    fc.record({
      type: fc.constantFrom('booking.created', 'booking.confirmed', 'booking.rescheduled', 'booking.cancelled'),
      day: fc.integer({ min: 24, max: 30 }),
      status: fc.constantFrom('confirmed', 'pending'),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .chain((made) => {
    const history = made.map(({ type, day, status }, index) =>
      event({ type, status, version: index + 1, startsAt: `2026-11-${day}T15:00:00-05:00` }),
    );
    return fc.record({
      history: fc.constant(history),
      order: fc
        .shuffledSubarray([...history, ...history, ...history], { minLength: history.length })
        .filter((order) => order.includes(history.at(-1)!)),
    });
  });

describe('a direct notification about a booking', () => {
  const asked = (book: Book, id: string, state: State = 'pending'): void =>
    void book.rows.push({
      id,
      userId: 'user-1',
      appointmentId: 'apt-1',
      appointmentRevision: null,
      channel: 'sms',
      templateName: 'appointment_confirmation',
      lane: 'urgent',
      address: '+12025550123',
      locale: 'en',
      context: { client_name: 'As asked' },
      hoursUntil: null,
      scheduledFor: NOW,
      expiresAt: null,
      dedupeKey: `direct|${id}`,
      failure: null,
      state,
      reason: null,
    });

  it.each([
    ['is confirmed', event({ type: 'booking.confirmed', version: 2 })],
    ['is repeated', event({ version: 1 })],
    ['moves', event({ type: 'booking.rescheduled', version: 2, startsAt: '2026-12-02T09:30:00-05:00' })],
    ['passes to somebody else', event({ version: 2, client: { id: 'user-2', email: 'b@example.com' } })],
  ])('stays as it is when the booking %s', (_, next) => {
    const book = new Book();
    book.apply(event({ version: 1 }));
    asked(book, 'direct-1');
    const { refresh, cancel } = book.apply(next);
    expect([...refresh, ...cancel].map(({ id }) => id)).not.toContain('direct-1');
    expect(book.row('direct-1')).toMatchObject({ state: 'pending', context: { client_name: 'As asked' } });
  });

  it('is cancelled with the booking, even if the booking was not known', () => {
    const known = new Book();
    known.apply(event({ version: 1 }));
    for (const book of [known, new Book()]) {
      asked(book, 'direct-1');
      asked(book, 'direct-2', 'sent');
      book.apply(event({ type: 'booking.cancelled', version: 2 }));
      expect(book.row('direct-1')).toMatchObject({ state: 'cancelled', reason: 'booking_cancelled' });
      expect(book.row('direct-2')).toMatchObject({ state: 'sent' });
    }
  });

  it('that was requested after the cancel is not cancelled by its repeats', () => {
    const book = new Book();
    book.apply(event({ version: 1 }));
    book.apply(event({ type: 'booking.cancelled', version: 2 }));
    asked(book, 'direct-1');
    book.apply(event({ type: 'booking.cancelled', version: 2 }));
    book.apply(event({ type: 'booking.cancelled', version: 3 }));
    expect(book.row('direct-1')).toMatchObject({ state: 'pending' });
  });

  it('is not touched by a stale event', () => {
    const book = new Book();
    book.apply(event({ version: 3 }));
    asked(book, 'direct-1');
    book.apply(event({ type: 'booking.cancelled', version: 2 }));
    expect(book.row('direct-1')).toMatchObject({ state: 'pending' });
  });
});

describe('any history of events, shuffled and repeated', () => {
  const reminders = (book: Book): string[] => book.pending().filter((row) => row.includes('reminder'));

  it('ends in the reminders of its highest version', () => {
    fc.assert(
      fc.property(histories, ({ history, order }) => {
        const straight = new Book();
        straight.apply(history.at(-1)!);
        const shuffled = new Book();
        for (const next of order) shuffled.apply(next);
        expect(reminders(shuffled)).toEqual(reminders(straight));
      }),
      { numRuns: 500 },
    );
  });

  it('never leaves two live rows with one key, nor two notices for one version', () => {
    fc.assert(
      fc.property(histories, ({ order }) => {
        const book = new Book();
        for (const next of order) book.apply(next);
        const live = book.rows.filter(({ state }) => state !== 'cancelled').map(({ dedupeKey }) => dedupeKey);
        expect(new Set(live).size).toBe(live.length);
        const notices = book.rows.filter(({ hoursUntil }) => hoursUntil === null).map(({ dedupeKey }) => dedupeKey);
        expect(new Set(notices).size).toBe(notices.length);
      }),
      { numRuns: 500 },
    );
  });

  it('lets one notice wait on each channel, and no second one', () => {
    fc.assert(
      fc.property(histories, ({ order }) => {
        const book = new Book();
        for (const next of order) book.apply(next);
        const channels = book.rows
          .filter(({ state, hoursUntil }) => state === 'pending' && hoursUntil === null)
          .map(({ channel }) => channel);
        expect(new Set(channels).size).toBe(channels.length);
      }),
      { numRuns: 500 },
    );
  });

  it('leaves nothing pending but the notice once the highest version is a cancel', () => {
    fc.assert(
      fc.property(histories, ({ history, order }) => {
        const book = new Book();
        for (const next of order) book.apply(next);
        fc.pre(history.at(-1)!.type === 'booking.cancelled');
        expect(book.pending().every((row) => row.startsWith('appointment_cancellation'))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
