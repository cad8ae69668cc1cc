import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { QUEUE_PREFIX } from '@booking/notifications-core';
import { Redis } from 'ioredis';
import { ADMIN, booking, INSTANT, NOTIFICATIONS, refused, SERVICE, STAFF } from '../support/api.js';
import { testRedisUrl } from '../support/database.js';
import { useApi } from '../support/use-api.js';
import { until } from '../support/world.js';

interface Told {
  readonly events: readonly { event_id: string; version: number | null; outcome: string; received_at: string }[];
  readonly notifications: readonly {
    readonly id: string;
    readonly notification_type: string;
    readonly template_name: string;
    readonly status: string;
    readonly explanation: string;
  }[];
  readonly not_sent: readonly {
    readonly template_name: string;
    readonly notification_type: string;
    readonly hours_until: number | null;
    readonly reason: string;
    readonly explanation: string;
  }[];
  readonly [field: string]: unknown;
}

type Event = ReturnType<typeof booking>;

const api = useApi();

const HOUR_MS = 3_600_000;
const inHours = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString();
const uniquely = (name: string): string => `${name}-${randomUUID()}`;
const post = (...events: readonly unknown[]) => api.call(SERVICE, 'POST', '/api/v2/booking-events', { body: events });

/** An event about a new appointment of a new client; `over` changes the appointment. */
function created(over: Record<string, unknown> = {}, client: Record<string, unknown> = {}): Event {
  const id = uniquely('user');
  const person = { id, name: 'John Doe', email: `${id}@example.com`, phone: '+12025550123', ...client };
  return { ...booking(id, { id: uniquely('apt'), client: person, ...over }), id: uniquely('evt') };
}

/** A later event about the same appointment. */
const later = (event: Event, type: string, version: number, over: Record<string, unknown> = {}): Event => ({
  ...event,
  id: uniquely('evt'),
  type,
  data: { ...event.data, appointment: { ...event.data.appointment, version, ...over } },
});

const pathOf = ({ data }: Event): string => `/api/v2/appointments/${data.appointment.id}`;
const clientOf = ({ data }: Event): string => data.appointment.client.id;
const storyOf = async (event: Event): Promise<Told> => (await api.call<Told>(STAFF, 'GET', pathOf(event))).body;
const notSent = async (event: Event): Promise<string[]> =>
  (await storyOf(event)).not_sent
    .map((each) => [each.template_name, each.hours_until, each.notification_type, each.reason].join(' '))
    .sort();
const prefer = (event: Event, body: Record<string, unknown>) =>
  api.call(STAFF, 'PUT', `/api/v2/recipients/${encodeURIComponent(clientOf(event))}/preferences`, { body });

describe('the list of appointments', () => {
  it('refuses the place of a page that no page can have', async () => {
    for (const place of ['-999999999999999 x', 'x', '1'])
      expect(
        await api.call(STAFF, 'GET', `/api/v2/appointments?cursor=${Buffer.from(place).toString('base64url')}`),
      ).toMatchObject(refused(422, 'cursor'));
  });

  it('has those of one client, the latest start first, page by page, also when nobody could be told', async () => {
    const first = created({}, { email: null, phone: null });
    const { id: client } = first.data.appointment.client;
    const id = uniquely('apt');
    const second = { ...later(first, 'booking.created', 1, { id, starts_at: '2035-12-09T14:00:00-05:00' }) };
    await post(first, second);

    const path = `/api/v2/appointments?client_id=${client}`;
    const { body: all } = await api.call<unknown[]>(STAFF, 'GET', path);
    expect(all).toEqual([
      {
        id,
        status: 'confirmed',
        starts_at: '2035-12-09T19:00:00.000Z',
        timezone: 'America/New_York',
        service_name: 'Haircut',
        client: { id: client, name: 'John Doe' },
      },
      expect.objectContaining({ id: first.data.appointment.id }),
    ]);

    const page = await api.call<unknown[]>(STAFF, 'GET', `${path}&limit=1`);
    expect(page.body).toEqual([all[0]]);
    const next = /^<(.+)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1];
    const last = await api.call<unknown[]>(STAFF, 'GET', next!);
    expect(last.body).toEqual([all[1]]);
    expect(last.headers.get('link')).toBeNull();
    expect((await api.call(STAFF, 'GET', `${path}&from=2035-12-09T00:00:00Z`)).body).toEqual([all[0]]);
    expect((await api.call(STAFF, 'GET', `${path}&to=2035-12-09T00:00:00Z`)).body).toEqual([all[1]]);
    expect(await api.call(STAFF, 'GET', `${path}&cursor=nonsense`)).toMatchObject(refused(422));
  });
});

describe('the story of an appointment', () => {
  it('has the booking, its client, its events and its notifications, each with what became of it', async () => {
    const event = created();
    await post(event);
    const { appointment } = event.data;
    expect(await storyOf(event)).toEqual({
      id: appointment.id,
      status: 'confirmed',
      version: 1,
      starts_at: '2035-12-01T19:00:00.000Z',
      timezone: 'America/New_York',
      service_name: 'Haircut',
      client: appointment.client,
      events: [
        {
          event_id: event.id,
          source: '/test',
          type: 'booking.created',
          version: 1,
          received_at: expect.stringMatching(INSTANT),
          outcome: 'applied',
        },
      ],
      notifications: expect.arrayContaining([
        expect.objectContaining({ template_name: 'appointment_confirmation', status: 'pending' }),
        expect.objectContaining({ explanation: 'Planned for 30 Nov 2035 at 14:00.' }),
      ]),
      not_sent: [],
    });
    expect((await storyOf(event)).notifications).toHaveLength(6);
  });

  it('is not found where no event has told of it', async () => {
    expect(await api.call(STAFF, 'GET', '/api/v2/appointments/nothing')).toMatchObject(refused(404));
  });

  it('lists the events newest first: those that were applied, came too late, or came again', async () => {
    const event = created();
    const moved = later(event, 'booking.rescheduled', 3, { starts_at: '2035-12-02T14:00:00-05:00' });
    const old = later(event, 'booking.rescheduled', 2, { starts_at: '2035-12-03T14:00:00-05:00' });
    await post(event, moved);
    await post(old);
    await post(event);
    const { events, version } = await storyOf(event);
    expect(version).toBe(3);
    expect(events.map((each) => [each.event_id, each.version, each.outcome])).toEqual([
      [event.id, 1, 'duplicate'],
      [old.id, 2, 'stale'],
      [moved.id, 3, 'applied'],
      [event.id, 1, 'applied'],
    ]);
  });

  it('shows the latest 20 repeats of an event that comes without end', async () => {
    const event = created();
    await post(event, event);
    for (let calls = 0; calls < 2; calls++) await post(...Array.from({ length: 15 }, () => event));
    const { events } = await storyOf(event);
    expect(events.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(20);
    expect(events.at(-1)).toMatchObject({ outcome: 'applied' });
  });

  it('counts each repeat of an event that comes in many calls at once', async () => {
    const event = created();
    await post(event);
    const answers = await Promise.all(Array.from({ length: 15 }, () => post(event, created())));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect((await storyOf(event)).events).toHaveLength(16);
  });

  it('holds nothing personal once its client was erased', async () => {
    const event = created({ starts_at: inHours(3) }, { phone: null });
    await post(event);
    const client = clientOf(event);
    await api.call(ADMIN, 'DELETE', `/api/v2/recipients/${client}`);
    const story = await storyOf(event);
    expect(story).toMatchObject({
      service_name: null,
      client: { id: client, name: null, email: null, phone: null },
      events: [{ event_id: event.id, version: null, outcome: 'applied' }],
    });
    expect(JSON.stringify(story)).not.toMatch(/John|example\.com|Haircut/);
    expect((await api.sql.query('SELECT FROM skip WHERE user_id = $1', [client])).rowCount).toBe(0);
  });
});

describe('why a client got no reminder', () => {
  it('is told for a booking that came too late for it', async () => {
    const event = created({ starts_at: inHours(3.05) });
    await post(event);
    const { not_sent } = await storyOf(event);
    expect(not_sent).toHaveLength(2);
    for (const { notification_type, explanation, ...rest } of not_sent) {
      expect(rest).toEqual({ template_name: 'appointment_reminder', hours_until: 24, reason: 'past_due' });
      expect(explanation).toMatch(
        new RegExp(
          `^The 24-hour reminder by ${notification_type === 'sms' ? 'SMS' : 'email'} was not planned: when the booking ` +
            'came in, on \\d+ \\w+ at \\d\\d:\\d\\d, the appointment was only 3 hours( and \\d minutes?)? away\\.$',
        ),
      );
    }
  });

  it('is told for a client who wants no SMS reminders, also where they said so after the booking', async () => {
    const [before, after] = [created(), created()];
    await api.call(SERVICE, 'PUT', `/api/v2/recipients/${clientOf(before)}`, { body: { name: 'John Doe' } });
    await prefer(before, { sms_appointment_reminder: false });
    await post(before, after);
    await prefer(after, { sms_appointment_reminder: false });
    expect(await notSent(before)).toEqual([
      'appointment_reminder 2 sms preference_off',
      'appointment_reminder 24 sms preference_off',
    ]);
    expect((await storyOf(before)).not_sent[0]?.explanation).toMatch(/John Doe had turned off SMS reminders\.$/);
    expect(await notSent(after)).toEqual([]);
    const cancelled = (await storyOf(after)).notifications.filter(({ status }) => status === 'cancelled');
    expect(cancelled.map(({ explanation }) => explanation)).toEqual(
      Array<string>(2).fill('Cancelled: John Doe turned off SMS reminders, or chose other reminder times.'),
    );
  });

  it('is told for a client without a phone number', async () => {
    const event = created({}, { phone: null });
    await post(event);
    const { not_sent } = await storyOf(event);
    expect(not_sent).toHaveLength(3);
    for (const { notification_type, reason, explanation } of not_sent) {
      expect([notification_type, reason]).toEqual(['sms', 'no_address']);
      expect(explanation).toMatch(/there was no phone number for John Doe\.$/);
    }
  });

  it('is told for a client who opted out', async () => {
    await api.sql.query(
      `INSERT INTO suppression (channel, address, cause) VALUES ('sms', '+12025550177', 'opted_out')`,
    );
    const event = created({}, { phone: '+12025550177' });
    await post(event);
    expect(await notSent(event)).toEqual([
      'appointment_confirmation  sms suppressed',
      'appointment_reminder 2 sms suppressed',
      'appointment_reminder 24 sms suppressed',
    ]);
    expect((await storyOf(event)).not_sent[0]?.explanation).toContain('(John Doe opted out by texting STOP)');
  });

  it('is told for an SMS that quiet hours hold', async () => {
    const event = created({ starts_at: '2035-12-02T10:00:00-05:00' });
    await post(event);
    await prefer(event, {
      quiet_hours_enabled: true,
      quiet_hours_start: '07:00',
      quiet_hours_end: '08:30',
      reminder_hours: [2, 26],
    });
    const explained = (await storyOf(event)).notifications
      .filter((each) => each.status === 'pending' && each.template_name === 'appointment_reminder')
      .map(({ notification_type, explanation }) => `${notification_type}: ${explanation}`);
    expect(explained.sort()).toEqual([
      'email: Planned for 1 Dec 2035 at 08:00.',
      'email: Planned for 2 Dec 2035 at 08:00.',
      'sms: Waits until 1 Dec 2035 at 08:30: quiet hours of John Doe.',
      'sms: Waits until 2 Dec 2035 at 08:30: quiet hours of John Doe.',
    ]);
  });

  it('is told for a channel whose provider has trouble', async () => {
    const event = created();
    await post(event);
    const redis = new Redis(testRedisUrl());
    const key = `${QUEUE_PREFIX}:channel:sms`;
    try {
      const pause = { cause: 'trouble', strikes: 0, until: Date.now() + HOUR_MS };
      await redis.set(key, JSON.stringify(pause), 'PX', 2 * HOUR_MS);
      await until(
        'the API has seen the pause',
        async () => (await storyOf(event)).notifications.map(({ explanation }) => explanation),
        (told) => told.includes('Waits: the SMS channel is paused (the provider cannot be reached or has trouble).'),
      );
    } finally {
      await redis.del(key);
      redis.disconnect();
    }
  });

  it('is told for a channel whose key was refused', async () => {
    const event = created();
    await post(event);
    await api.sql.query(
      `UPDATE notification SET reason = 'provider_auth'
       WHERE appointment_id = $1 AND notification_type = 'email' AND template_name = 'appointment_confirmation'`,
      [event.data.appointment.id],
    );
    const { notifications } = await storyOf(event);
    const mail = notifications.find(
      (each) => each.notification_type === 'email' && each.template_name === 'appointment_confirmation',
    );
    expect(mail?.explanation).toBe('Waits: the email channel is paused (the provider refused our key).');
  });
});

describe('what was not planned', () => {
  it('is forgotten once it is planned after all', async () => {
    const event = created({}, { phone: null });
    await post(event);
    await api.call(SERVICE, 'PUT', `/api/v2/recipients/${clientOf(event)}`, { body: { phone: '+12025550123' } });
    expect(await notSent(event)).toEqual(['appointment_confirmation  sms no_address']);
  });

  it('follows the booking to its new time', async () => {
    const event = created({ starts_at: inHours(3) });
    await post(event);
    await post(later(event, 'booking.rescheduled', 2, { starts_at: inHours(100) }));
    expect(await notSent(event)).toEqual([]);
    await post(later(event, 'booking.rescheduled', 3, { starts_at: inHours(1.5) }));
    expect(await notSent(event)).toEqual([
      'appointment_reminder 2 email past_due',
      'appointment_reminder 2 sms past_due',
      'appointment_reminder 24 email past_due',
      'appointment_reminder 24 sms past_due',
    ]);
    expect((await storyOf(event)).not_sent[0]?.explanation).toContain('when the booking was moved');
  });

  it('keeps its first reason when it would be too late for it by now', async () => {
    const event = created({ starts_at: inHours(10) });
    await post(event);
    await api.sql.query(`UPDATE skip SET reason = 'preference_off' WHERE appointment_id = $1`, [
      event.data.appointment.id,
    ]);
    await post(later(event, 'booking.created', 1));
    expect(await notSent(event)).toEqual([
      'appointment_reminder 24 email preference_off',
      'appointment_reminder 24 sms preference_off',
    ]);
  });

  it('is told of reminders that a client asked for too late', async () => {
    const event = created({ starts_at: inHours(30) });
    await post(event);
    await prefer(event, { reminder_hours: [24, 48] });
    const { not_sent } = await storyOf(event);
    expect(not_sent).toMatchObject([
      { hours_until: 48, reason: 'past_due' },
      { hours_until: 48, reason: 'past_due' },
    ]);
    expect(not_sent[0]?.explanation).toContain('when preferences or details of John Doe changed');
  });

  it('is told of a booking whose cancel came first', async () => {
    const event = created();
    await post(later(event, 'booking.cancelled', 2));
    await post(event);
    expect(new Set(await notSent(event))).toEqual(
      new Set(
        ['appointment_confirmation ', 'appointment_reminder 2', 'appointment_reminder 24'].flatMap((each) => [
          `${each} email stale`,
          `${each} sms stale`,
        ]),
      ),
    );
  });

  it('is told of a message that somebody asked for', async () => {
    const event = created();
    await post(event);
    await prefer(event, { email_enabled: false });
    await api.call(STAFF, 'POST', NOTIFICATIONS, {
      body: {
        user_id: clientOf(event),
        appointment_id: event.data.appointment.id,
        template_name: 'appointment_rescheduled',
        channels: ['email'],
        context: {
          service_name: 'Haircut',
          old_appointment_date: '1 May',
          old_appointment_time: '2 PM',
          new_appointment_date: '2 May',
          new_appointment_time: '2 PM',
        },
      },
    });
    expect(await notSent(event)).toContain('appointment_rescheduled  email preference_off');
    expect((await storyOf(event)).not_sent[0]?.explanation).toMatch(
      /^The notice of the move by email was not planned: when it was asked for, on .*, John Doe had turned off/,
    );
  });

  it('does not list what was planned and then cancelled, however often the client changes their mind', async () => {
    const event = created({ starts_at: inHours(72) });
    await post(event);
    await prefer(event, { sms_appointment_reminder: false });
    await prefer(event, { email_marketing: true });
    const { notifications } = await storyOf(event);
    expect(notifications.filter(({ status }) => status === 'cancelled')).toHaveLength(2);
    expect(await notSent(event)).toEqual([]);
  });

  it('does not list what is planned, however often the booking is told', async () => {
    const event = created();
    await post(event);
    await post(later(event, 'booking.created', 1), later(event, 'booking.confirmed', 1));
    expect(await notSent(event)).toEqual([]);
    expect(
      (await api.sql.query('SELECT FROM skip WHERE appointment_id = $1', [event.data.appointment.id])).rowCount,
    ).toBe(0);
  });
});
