import { describe, expect, it } from '@jest/globals';
import {
  changePreferences,
  cleanUp,
  erasePerson,
  parseBookingEvent,
  sendReminders,
  type AcceptedEvent,
} from '@booking/notifications-core';
import { appointment, client, event, type Appointment, type EventType } from '../support/bookings.js';
import { useCore } from '../support/use-core.js';

const core = useCore();

const tell = async (type: EventType, about: Appointment): Promise<AcceptedEvent> => {
  const [answer] = await core.intake.accept([parseBookingEvent(event(type, about), core.config)]);
  return answer!;
};
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const count = async (table: string, where = 'true'): Promise<number> =>
  (await core.sql<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE ${where}`))[0]!.n;
const reasonsOf = ({ skipped }: AcceptedEvent): string[] => [...new Set(skipped.map(({ reason }) => reason))];

/** Lets a month go by for everything that has ended. */
const aMonthLater = (): Promise<unknown> =>
  core.sql(`UPDATE notification SET ended_at = now() - interval '31 days' WHERE ended_at IS NOT NULL`);

/** An appointment that is two months ahead, and whose confirmation was sent, cleaned up and forgotten by the history. */
async function confirmedLongAgo(over: Partial<Appointment> = {}): Promise<Appointment> {
  const about = appointment({ starts_at: inDays(60), ...over });
  await tell('booking.created', about);
  await core.delivery.deliverDue(50);
  await aMonthLater();
  expect(await cleanUp(core)).toMatchObject({ notifications: 2 });
  return about;
}

describe('what was said of an appointment that is ahead', () => {
  it.each([
    ['the same version', 'booking.created', {}],
    ['a newer version that tells nothing new', 'booking.created', { version: 2 }],
    ['the yes of the shop', 'booking.confirmed', { version: 2 }],
  ] as const)('is not said again after clean-up when %s comes', async (_, type, change) => {
    const about = await confirmedLongAgo();
    const again = await tell(type, { ...about, ...change });
    expect(again.notifications).toEqual([]);
    expect(reasonsOf(again)).toEqual(['duplicate']);
  });

  it('keeps neither an address nor a word of it, and nothing of the history', async () => {
    const { client: who } = await confirmedLongAgo();
    const kept = await core.sql('SELECT * FROM told');
    expect(kept).toHaveLength(2);
    expect(JSON.stringify(kept)).not.toMatch(new RegExp(`${who.name}|${who.email}|Haircut|${who.phone!.slice(1)}`));
    expect(await count('notification', `state <> 'pending'`)).toBe(0);
  });

  it('holds for the one who heard it: another client is told', async () => {
    const about = await confirmedLongAgo();
    const other = client();
    const passed = await tell('booking.confirmed', { ...about, client: other });
    expect(passed.notifications).toHaveLength(6);
  });

  it('goes with its appointment', async () => {
    const about = await confirmedLongAgo();
    await tell('booking.cancelled', { ...about, version: 2 });
    await core.delivery.deliverDue(50);
    await aMonthLater();
    await core.sql(
      `UPDATE appointment SET starts_at = now() - interval '31 days', updated_at = now() - interval '31 days'`,
    );
    expect(await cleanUp(core)).toMatchObject({ appointments: 1 });
    expect(await count('told')).toBe(0);
  });

  it('goes with the erasure of its person', async () => {
    const about = await confirmedLongAgo();
    await erasePerson(core, core.producer, about.client.id);
    expect(await count('told')).toBe(0);
    await aMonthLater();
    await cleanUp(core);
    expect(await count('told')).toBe(0);
  });

  it('waits for nobody: what belongs to an appointment that is being changed is left to the next run', async () => {
    const about = appointment({ starts_at: inDays(60) });
    await tell('booking.created', about);
    await core.delivery.deliverDue(50);
    await aMonthLater();
    const holder = core.dataSource.createQueryRunner();
    await holder.startTransaction();
    await holder.query('SELECT FROM appointment WHERE id = $1 FOR UPDATE', [about.id]);
    expect(await cleanUp(core)).toMatchObject({ notifications: 0 });
    await holder.rollbackTransaction();
    await holder.release();
    expect(await cleanUp(core)).toMatchObject({ notifications: 2 });
    expect(await count('told')).toBe(2);
  });
});

describe('a reminder that its reader cancelled', () => {
  it('is not planned again after clean-up, by an event or by the search for missing ones', async () => {
    const about = appointment({ starts_at: inDays(60) });
    await tell('booking.created', about);
    await core.sql(
      `UPDATE notification SET state = 'cancelled', reason = 'user_request', ended_at = now() - interval '31 days'
       WHERE hours_until = 24`,
    );
    expect(await cleanUp(core)).toMatchObject({ notifications: 2 });
    expect((await tell('booking.confirmed', { ...about, version: 2 })).notifications).toEqual([]);
    expect(await sendReminders(core)).toMatchObject({ planned: 0 });
  });

  it('is planned for the next client of the appointment', async () => {
    const about = appointment({ starts_at: inDays(60) });
    await tell('booking.created', about);
    await core.sql(
      `UPDATE notification SET state = 'cancelled', reason = 'user_request', ended_at = now() WHERE hours_until = 24`,
    );
    const passed = await tell('booking.created', { ...about, client: client() });
    expect(passed.notifications).toHaveLength(6);
    await core.sql(`DELETE FROM notification WHERE state = 'pending' AND hours_until = 24`);
    expect(await sendReminders(core)).toMatchObject({ planned: 2 });
  });
});

describe('the upgrade', () => {
  const migration = () => {
    const found = core.dataSource.migrations.find(({ constructor }) => constructor.name.startsWith('Told'));
    if (found === undefined) throw new Error('there is no such migration');
    return found;
  };

  it('knows from the answers to the events what an older release has cleaned up', async () => {
    const [gone, kept, erased] = [60, 61, 62].map((days) => appointment({ starts_at: inDays(days) }));
    for (const about of [gone!, kept!, erased!]) await tell('booking.created', about);
    await core.delivery.deliverDue(50);
    const runner = core.dataSource.createQueryRunner();
    try {
      await migration().down(runner);
      await runner.query(`DELETE FROM notification WHERE appointment_id <> $1 AND hours_until IS NULL`, [kept!.id]);
      await runner.query(`UPDATE booking_event SET payload = '{}' WHERE appointment_id = $1`, [erased!.id]);
      await migration().up(runner);
    } finally {
      await runner.release();
    }
    expect(await core.sql('SELECT DISTINCT appointment_id AS id FROM told')).toEqual([{ id: gone!.id }]);
    for (const about of [gone!, kept!]) expect((await tell('booking.created', about)).notifications).toEqual([]);
  });

  it('can be taken back after several people had the same appointment', async () => {
    const about = appointment();
    await tell('booking.created', about);
    await core.delivery.deliverDue(50);
    await core.sql(
      `INSERT INTO notification SELECT (jsonb_populate_record(n, jsonb_build_object('id', gen_random_uuid(), 'user_id', 'b'))).*
       FROM notification n WHERE state = 'sent'`,
    );
    const runner = core.dataSource.createQueryRunner();
    try {
      await migration().down(runner);
      await migration().up(runner);
    } finally {
      await runner.release();
    }
    expect(await count('notification', `state = 'sent'`)).toBe(4);
  });
});

describe('a notice that waits while its booking moves', () => {
  it('expires at the new start', async () => {
    const about = appointment({ starts_at: inDays(3) });
    await tell('booking.created', about);
    await changePreferences(core, about.client.id, { email_appointment_changes: false });
    const later = inDays(9);
    await tell('booking.rescheduled', { ...about, version: 2, starts_at: later });
    const [waiting] = await core.sql<{ expires: Date }>(
      `SELECT expires_at AS expires FROM notification
       WHERE template_name = 'appointment_confirmation' AND notification_type = 'email' AND state = 'pending'`,
    );
    expect(waiting?.expires.toISOString()).toBe(new Date(later).toISOString());
  });

  it('counts as read if an earlier try may have arrived', async () => {
    const about = appointment({ starts_at: inDays(3) });
    await tell('booking.created', about);
    await core.delivery.deliverDue(50);
    await tell('booking.rescheduled', { ...about, version: 2, starts_at: inDays(4) });
    await core.sql(`UPDATE notification SET doubts = 1 WHERE template_name = 'appointment_rescheduled'`);
    const back = await tell('booking.rescheduled', { ...about, version: 3 });
    expect(back.notifications.map(({ template_name }) => template_name)).toContain('appointment_rescheduled');
  });
});
