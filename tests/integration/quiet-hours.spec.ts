import { beforeEach, describe, expect, it } from '@jest/globals';
import { changePreferences, parseBookingEvent, putRecipient } from '@booking/notifications-core';
import { appointment, clientBySms, event } from '../support/bookings.js';
import { useCore } from '../support/use-core.js';

const core = useCore();

const HOUR_MS = 3_600_000;
/** `HH:MM` in UTC, that many hours from now. */
const clockIn = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString().slice(11, 16);

let who: ReturnType<typeof clientBySms>;
beforeEach(() => {
  who = clientBySms();
});

const prefer = (changes: Parameters<typeof changePreferences>[2]) => changePreferences(core, who.id, changes);
const QUIET = { quiet_hours_enabled: true, quiet_hours_start: clockIn(-2), quiet_hours_end: clockIn(2) };

/** Minutes until the reminder is due; negative once it is. */
async function minutesToGo(): Promise<number> {
  const [row] = await core.sql<{ minutes: number }>(
    `SELECT (extract(epoch FROM due_at - clock_timestamp()) / 60)::float8 AS minutes FROM notification
     WHERE hours_until IS NOT NULL AND state = 'pending'`,
  );
  return row!.minutes;
}

/** A reminder by SMS whose time came during the quiet hours, and which a worker has put off until their end. */
async function held(): Promise<void> {
  await prefer({ timezone: 'UTC', reminder_hours: [6] });
  const starts_at = new Date(Date.now() + 7 * HOUR_MS).toISOString();
  await core.intake.accept([
    parseBookingEvent(event('booking.created', appointment({ client: who, starts_at })), core.config),
  ]);
  await core.sql(`DELETE FROM notification WHERE hours_until IS NULL`);
  // Two hours pass: it was meant for an hour ago.
  await core.sql(`UPDATE appointment SET starts_at = starts_at - interval '2 hours'`);
  await core.sql(
    `UPDATE notification SET scheduled_for = scheduled_for - interval '2 hours', due_at = clock_timestamp(),
       expires_at = expires_at - interval '2 hours', dedupe_key = regexp_replace(dedupe_key, '[^|]+$', to_char(
         (expires_at - interval '2 hours') AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`,
  );
  await prefer(QUIET);
  await core.delivery.deliverDue(10);
  expect(await minutesToGo()).toBeGreaterThan(115);
}

describe('a reminder that waits for the end of quiet hours', () => {
  it('goes at once when they are turned off', async () => {
    await held();
    await prefer({ quiet_hours_enabled: false });
    expect(await minutesToGo()).toBeLessThanOrEqual(0);
    await core.delivery.deliverDue(10);
    expect(core.fake.accepted.map(({ to }) => to)).toEqual([who.phone]);
    expect(core.fake.accepted[0]!.text).toContain('in 5 hours');
  });

  it('goes at once, too, if its provider slowed it down before', async () => {
    await held();
    await core.sql('UPDATE notification SET attempts = 2, slowed = 2');
    await prefer({ quiet_hours_enabled: false });
    expect(await minutesToGo()).toBeLessThanOrEqual(0);
  });

  it('keeps the time of its next try once it was tried', async () => {
    await held();
    await core.sql('UPDATE notification SET attempts = 2, slowed = 1');
    await prefer({ quiet_hours_enabled: false });
    expect(await minutesToGo()).toBeGreaterThan(115);
  });

  it('goes at their new end when they are shortened', async () => {
    await held();
    await prefer({ quiet_hours_end: clockIn(1) });
    expect(await minutesToGo()).toBeGreaterThan(50);
    expect(await minutesToGo()).toBeLessThan(61);
  });

  it('waits for their new end when they become longer', async () => {
    await held();
    await prefer({ quiet_hours_end: clockIn(3) });
    expect(await minutesToGo()).toBeGreaterThan(175);
  });

  it('goes at once when they end too late for it', async () => {
    await held();
    await prefer({ quiet_hours_end: clockIn(4.5) });
    expect(await minutesToGo()).toBeLessThanOrEqual(0);
  });

  it('goes at once when its reader turns out to live where it is day', async () => {
    await held();
    await prefer({ timezone: null });
    await putRecipient(core, who.id, { timezone: 'Etc/GMT-12' });
    expect(await minutesToGo()).toBeLessThanOrEqual(0);
  });
});

describe('a reminder that is due when quiet hours are turned on', () => {
  it('is held by the worker that takes it', async () => {
    await held();
    await prefer({ quiet_hours_enabled: false });
    await prefer({ quiet_hours_enabled: true });
    await core.delivery.deliverDue(10);
    expect(core.fake.accepted).toEqual([]);
    expect(await minutesToGo()).toBeGreaterThan(115);
  });
});
