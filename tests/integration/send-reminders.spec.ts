import { describe, expect, it } from '@jest/globals';
import { changePreferences, parseBookingEvent, REMINDERS_WITHIN_MS, sendReminders } from '@booking/notifications-core';
import { appointment, client, clientByEmail, event, type Appointment, type EventType } from '../support/bookings.js';
import { useCore } from '../support/use-core.js';

const core = useCore();

const tell = (type: EventType, about: Appointment) =>
  core.intake.accept([parseBookingEvent(event(type, about), core.config)]);
const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();

/** The reminders that wait, in words. */
async function waiting(): Promise<string[]> {
  const found = await core.sql<{ words: string }>(
    `SELECT concat_ws(' ', appointment_id, notification_type, hours_until || 'h') AS words FROM notification
     WHERE hours_until IS NOT NULL AND state = 'pending' ORDER BY appointment_id, hours_until DESC, notification_type`,
  );
  return found.map(({ words }) => words);
}

const forget = (where: string): Promise<unknown> =>
  core.sql(`DELETE FROM notification WHERE hours_until IS NOT NULL AND ${where}`);

describe('send-reminders', () => {
  it('plans what is missing, as the event would have, and nothing when it comes again', async () => {
    const booked = appointment();
    await tell('booking.created', booked);
    const before =
      await core.sql(`SELECT dedupe_key, scheduled_for, context, recipient, expires_at, appointment_revision
      FROM notification WHERE hours_until IS NOT NULL ORDER BY dedupe_key`);
    await forget('true');
    expect(await sendReminders(core)).toEqual({ looked: 1, planned: 4, failed: 0 });
    expect(
      await core.sql(`SELECT dedupe_key, scheduled_for, context, recipient, expires_at, appointment_revision
        FROM notification WHERE hours_until IS NOT NULL ORDER BY dedupe_key`),
    ).toEqual(before);
    expect(await sendReminders(core)).toEqual({ looked: 1, planned: 0, failed: 0 });
  });

  it('finds one channel of one hour', async () => {
    const [one, two] = [appointment(), appointment()];
    await tell('booking.created', one);
    await tell('booking.created', two);
    await forget(`appointment_id = '${one.id}' AND hours_until = 2 AND notification_type = 'sms'`);
    expect(await sendReminders(core)).toMatchObject({ looked: 2, planned: 1 });
    expect(await waiting()).toHaveLength(8);
  });

  it('follows an hour that the operator added, for people who never chose theirs', async () => {
    const [undecided, decided] = [appointment({ client: clientByEmail() }), appointment({ client: clientByEmail() })];
    for (const booked of [undecided, decided]) await tell('booking.created', booked);
    await changePreferences(core, decided.client.id, { reminder_hours: [24, 2] });
    const other = await core.open({ APPOINTMENT_REMINDER_HOURS: '[48, 24, 2]' });
    expect(await sendReminders(other)).toMatchObject({ planned: 1 });
    expect(await waiting()).toEqual([
      ...['48h', '24h', '2h'].map((hours) => `${undecided.id} email ${hours}`),
      ...['24h', '2h'].map((hours) => `${decided.id} email ${hours}`),
    ]);
  });

  it('makes good for a template that was not there when the booking came', async () => {
    const booked = appointment({ client: clientByEmail() });
    const activate = (active: boolean) =>
      core
        .sql(
          `UPDATE template SET is_active = $1, version = version + 1, updated_at = clock_timestamp()
           WHERE name = 'appointment_reminder'`,
          [active],
        )
        .then(() => core.templates.refresh());
    await activate(false);
    await tell('booking.created', booked);
    expect(await waiting()).toEqual([]);
    // Still not there: the failed rows say so already.
    expect(await sendReminders(core)).toMatchObject({ planned: 0 });
    await activate(true);
    expect(await sendReminders(core)).toMatchObject({ planned: 2 });
    expect(await waiting()).toEqual([`${booked.id} email 24h`, `${booked.id} email 2h`]);
  });

  it('leaves alone what nobody wants, cannot be sent, is over, or was cancelled by the reader', async () => {
    const byReader = appointment({ client: clientByEmail() });
    const off = appointment({ client: clientByEmail() });
    const optedOut = appointment({ client: clientByEmail() });
    const abroad = appointment({ client: { id: 'abroad', name: 'Zoe', phone: '+447400123456' } });
    const unreachable = appointment({ client: client({ email: 'not an address' }) });
    const cancelled = appointment();
    const unconfirmed = appointment({ status: 'pending' });
    for (const booked of [byReader, off, abroad, unreachable, cancelled, unconfirmed])
      await tell('booking.created', booked);
    await core.sql(`INSERT INTO suppression (channel, address, cause) VALUES ('email', $1, 'unsubscribed')`, [
      optedOut.client.email,
    ]);
    await tell('booking.created', optedOut);
    await tell('booking.cancelled', { ...cancelled, version: 2 });
    await core.sql(
      `UPDATE notification SET state = 'cancelled', reason = 'user_request', ended_at = now()
       WHERE appointment_id = $1 AND hours_until = 2`,
      [byReader.id],
    );
    await changePreferences(core, off.client.id, { email_appointment_reminder: false });
    await forget(`appointment_id = '${off.id}'`);
    const before = await waiting();
    expect(await sendReminders(core)).toEqual({ looked: 7, planned: 0, failed: 0 });
    expect(await waiting()).toEqual(before);
  });

  it('never plans a reminder whose time has passed, nor one that went out', async () => {
    await tell('booking.created', appointment({ starts_at: inHours(20), client: clientByEmail() }));
    await core.sql(`UPDATE notification SET state = 'sent', sent_at = now(), ended_at = now() WHERE hours_until = 2`);
    expect(await sendReminders(core)).toMatchObject({ looked: 1, planned: 0 });
    expect(await waiting()).toEqual([]);
  });

  it('leaves out what would follow the confirmation within half an hour, as the event did', async () => {
    const soon = appointment({ starts_at: inHours(24.3), client: clientByEmail() });
    await tell('booking.created', soon);
    expect(await waiting()).toEqual([`${soon.id} email 2h`]);
    expect(await sendReminders(core)).toMatchObject({ looked: 1, planned: 0 });
    await changePreferences(core, soon.client.id, { reminder_hours: [24, 3] });
    expect(await waiting()).toEqual([`${soon.id} email 3h`]);
    const other = await core.open({ REMINDER_MIN_GAP_MINUTES: '0' });
    expect(await sendReminders(other)).toMatchObject({ planned: 1 });
  });

  it('does not bring back a person who was erased', async () => {
    const booked = appointment({ client: clientByEmail() });
    await tell('booking.created', booked);
    await forget('true');
    await core.sql(`UPDATE recipient SET name = NULL, email = NULL, phone = NULL, erased_at = now()`);
    expect(await sendReminders(core)).toMatchObject({ planned: 0 });
  });

  it('of a tick looks at what comes within the hour and a quarter, and of a full pass at everything', async () => {
    const soon = appointment({ starts_at: inHours(24.8), client: clientByEmail() });
    const nextDay = appointment({ starts_at: inHours(48), client: clientByEmail() });
    for (const booked of [soon, nextDay]) await tell('booking.created', booked);
    await forget('true');
    expect(await sendReminders(core, { withinMs: REMINDERS_WITHIN_MS })).toMatchObject({ planned: 2 });
    expect(await waiting()).toEqual([`${soon.id} email 24h`, `${soon.id} email 2h`]);
    expect(await sendReminders(core)).toMatchObject({ planned: 2 });
  });

  it('run ten times at once while the bookings move, leaves exactly one set for each', async () => {
    const booked = Array.from({ length: 40 }, () => appointment({ client: clientByEmail() }));
    for (const one of booked) await tell('booking.created', one);
    await forget('true');
    const moved = booked.slice(20).map((one) => ({ ...one, version: 2, starts_at: inHours(200) }));
    await Promise.all([
      ...Array.from({ length: 10 }, () => sendReminders(core)),
      ...moved.map((one) => tell('booking.rescheduled', one)),
    ]);
    await sendReminders(core);
    expect(await waiting()).toHaveLength(80);
    expect(
      await core.sql(
        `SELECT appointment_id FROM notification n JOIN appointment a ON a.id = n.appointment_id
         WHERE n.hours_until IS NOT NULL AND n.state = 'pending'
         GROUP BY appointment_id, a.starts_at
         HAVING count(*) <> 2 OR bool_or(n.scheduled_for <> a.starts_at - n.hours_until * interval '1 hour')`,
      ),
    ).toEqual([]);
  });

  it.each([
    ['stored', `BEFORE INSERT ON notification FOR EACH ROW WHEN (NEW.user_id = 'broken') EXECUTE FUNCTION refuse()`],
    ['judged', null],
  ])('plans for nineteen people when those of a twentieth cannot be %s', async (_, trigger) => {
    const booked = Array.from({ length: 20 }, (__, n) =>
      appointment({ client: { ...clientByEmail(), ...(n === 7 ? { id: 'broken' } : {}) } }),
    );
    for (const one of booked) await tell('booking.created', one);
    await forget('true');
    if (trigger === null) await core.sql(`UPDATE appointment SET zone = 'No/Where' WHERE recipient_id = 'broken'`);
    else
      await core.sql(`
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
        CREATE TRIGGER refused ${trigger}`);
    try {
      expect(await sendReminders(core)).toEqual({ looked: 20, planned: 38, failed: 1 });
    } finally {
      await core.sql('DROP TRIGGER IF EXISTS refused ON notification; DROP FUNCTION IF EXISTS refuse');
    }
    expect(new Set((await waiting()).map((words) => words.split(' ')[0]))).toEqual(
      new Set(booked.filter(({ client: { id } }) => id !== 'broken').map(({ id }) => id)),
    );
  });

  it('stops when it is told to, and says how far it came', async () => {
    await tell('booking.created', appointment());
    await forget('true');
    expect(await sendReminders(core, { goOn: () => false })).toEqual({ looked: 0, planned: 0, failed: 0 });
  });
});
