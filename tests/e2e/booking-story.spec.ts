import { describe, expect, it } from '@jest/globals';
import { appointment, client, event } from '../support/bookings.js';
import { until } from '../support/world.js';
import { useWorld } from '../support/use-world.js';

// Without a distance to the confirmation, a reminder can be seen to come within seconds.
const world = useWorld({ workers: 2, environment: { REMINDER_MIN_GAP_MINUTES: '0' } });

/** Template and channel of each, in the order of the alphabet. */
const kinds = (list: readonly { template_name: string; notification_type: string }[]): string[] =>
  list.map(({ template_name, notification_type }) => `${template_name} ${notification_type}`).sort();

const BOTH_REMINDERS_TWICE = [
  'appointment_reminder email',
  'appointment_reminder email',
  'appointment_reminder sms',
  'appointment_reminder sms',
];

describe('somebody books', () => {
  it('the client gets an email and an SMS that name service, day and hour at the shop', async () => {
    const booked = appointment();
    const answer = await world.tell(event('booking.created', booked));
    const [email, sms] = answer.notifications;
    await world.settled([email!.id, sms!.id]);

    expect(world.inbox(booked.client)).toHaveLength(2);
    expect(world.inbox(booked.client).find(({ channel }) => channel === 'email')).toMatchObject({
      notificationId: email!.id,
      to: booked.client.email,
      from: 'hello@shop.example.com',
      subject: 'Confirmed: Haircut on Mon Dec 1, 2031, 2:00 PM',
      text: expect.stringContaining('Monday, December 1, 2031 at 2:00 PM'),
      html: expect.stringMatching(
        /Haircut, 45 minutes.*Monday, December 1, 2031 .*>at 2:00 PM<.*1 Main St.*Sam.*\$50\.00/s,
      ),
      extra: { custom_args: { notification_id: email!.id } },
    });
    expect(world.inbox(booked.client).find(({ channel }) => channel === 'sms')).toMatchObject({
      notificationId: sms!.id,
      to: booked.client.phone,
      from: '+15005550006',
      text:
        '6FB Barbershop: Hi John Doe, your Haircut is confirmed for Mon Dec 1, 2031, 2:00 PM with Sam. ' +
        'Where: 1 Main St. Questions? Call (202) 555-0100',
    });
  });

  it('a client in another time zone reads which zone the hour is in', async () => {
    const booked = appointment({ client: client({ timezone: 'Europe/London' }) });
    const { notifications } = await world.tell(event('booking.created', booked));
    await world.settled(notifications.slice(0, 2).map(({ id }) => id));
    for (const { text } of world.inbox(booked.client)) expect(text).toContain('2:00 PM EST');
  });

  it('the client sees in the history what was sent and what is to come', async () => {
    const booked = appointment();
    const { notifications, skipped } = await world.tell(event('booking.created', booked));
    expect(kinds(notifications)).toEqual([
      'appointment_confirmation email',
      'appointment_confirmation sms',
      ...BOTH_REMINDERS_TWICE,
    ]);
    expect(skipped).toEqual([]);
    const confirmations = notifications.slice(0, 2).map(({ id }) => id);
    await world.settled(confirmations);

    const history = await world.history(booked.id);
    expect(history.map(({ id }) => id).sort()).toEqual(notifications.map(({ id }) => id).sort());
    for (const entry of history.filter(({ id }) => confirmations.includes(id))) {
      const message = world.inbox(booked.client).find(({ channel }) => channel === entry.notification_type)!;
      expect(entry).toMatchObject({
        user_id: booked.client.id,
        recipient: message.to,
        subject: message.subject,
        status: 'sent',
        attempts: 1,
        reason: null,
        provider: entry.notification_type === 'email' ? 'sendgrid' : 'twilio',
        provider_message_id: message.providerMessageId,
      });
      expect((await world.detail(entry.id)).attempts_log).toMatchObject([{ outcome: 'sent' }]);
    }
    const reminders = history.filter(({ template_name }) => template_name === 'appointment_reminder');
    expect(reminders.map(({ scheduled_for, status, attempts }) => [scheduled_for, status, attempts]).sort()).toEqual([
      ['2031-11-30T19:00:00.000Z', 'pending', 0],
      ['2031-11-30T19:00:00.000Z', 'pending', 0],
      ['2031-12-01T17:00:00.000Z', 'pending', 0],
      ['2031-12-01T17:00:00.000Z', 'pending', 0],
    ]);
  });
});

describe('the shop moves a booking', () => {
  it('the client reads the old and the new time, and is reminded of the new one only', async () => {
    const booked = appointment();
    const first = await world.tell(event('booking.created', booked));
    await world.settled(first.notifications.slice(0, 2).map(({ id }) => id));
    const moved = { ...booked, version: 2, starts_at: '2031-12-03T16:30:00-05:00' };
    const second = await world.tell(event('booking.rescheduled', moved));

    expect(kinds(second.notifications)).toEqual([
      ...BOTH_REMINDERS_TWICE,
      'appointment_rescheduled email',
      'appointment_rescheduled sms',
    ]);
    const notices = second.notifications.filter(({ template_name }) => template_name === 'appointment_rescheduled');
    await world.settled(notices.map(({ id }) => id));
    const [email, sms] = ['email', 'sms'].map((wanted) =>
      world.inbox(booked.client).findLast(({ channel }) => channel === wanted),
    );
    expect(email).toMatchObject({
      subject: 'New time: Haircut on Wed Dec 3, 2031, 4:30 PM',
      html: expect.stringMatching(/December 3, 2031 .*>at 4:30 PM<.*December 1, 2031 .*>at 2:00 PM</s),
    });
    expect(sms!.text).toContain('moved to Wed Dec 3, 2031, 4:30 PM with Sam (before: Mon Dec 1, 2031, 2:00 PM)');

    const ofFirst = first.notifications.map(({ id }) => id);
    for (const entry of await world.history(booked.id))
      if (entry.template_name === 'appointment_reminder')
        expect([entry.status, entry.reason]).toEqual(
          ofFirst.includes(entry.id) ? ['cancelled', 'superseded'] : ['pending', null],
        );
    expect(second.notifications.map(({ scheduled_for }) => scheduled_for)).toEqual(
      expect.arrayContaining(['2031-12-02T21:30:00.000Z', '2031-12-03T19:30:00.000Z']),
    );
  });
});

describe('somebody cancels', () => {
  it('the client hears of the cancellation and the refund, and never of the appointment again', async () => {
    const booked = appointment();
    const first = await world.tell(event('booking.created', booked));
    await world.settled(first.notifications.slice(0, 2).map(({ id }) => id));
    const second = await world.tell(
      event(
        'booking.cancelled',
        { ...booked, version: 2 },
        { cancellation: { cancelled_by: 'client', reason: 'Ill', refund_amount: 25, refund_timeframe: '5-7 days' } },
      ),
    );

    expect(kinds(second.notifications)).toEqual(['appointment_cancellation email', 'appointment_cancellation sms']);
    await world.settled(second.notifications.map(({ id }) => id));
    const [email, sms] = ['email', 'sms'].map((wanted) =>
      world.inbox(booked.client).findLast(({ channel }) => channel === wanted),
    );
    expect(email).toMatchObject({
      subject: 'Cancelled: Haircut on Mon Dec 1, 2031, 2:00 PM',
      html: expect.stringMatching(/25\.00/),
    });
    expect(sms!.text).toContain('is cancelled as you asked. Refund: $25.00, 5-7 days.');
    for (const entry of await world.history(booked.id))
      expect([entry.template_name, entry.status, entry.reason]).toEqual(
        entry.template_name === 'appointment_reminder'
          ? ['appointment_reminder', 'cancelled', 'booking_cancelled']
          : [entry.template_name, 'sent', null],
      );
  });
});

describe('a booking that waits for the yes of the shop', () => {
  it('is said to be requested, and confirmed and reminded of only after the yes', async () => {
    const asked = appointment({ status: 'pending' });
    const first = await world.tell(event('booking.created', asked));
    expect(kinds(first.notifications)).toEqual(['appointment_request email', 'appointment_request sms']);
    await world.settled(first.notifications.map(({ id }) => id));
    for (const { text } of world.inbox(asked.client))
      expect(text).not.toMatch(/is confirmed for|appointment is confirmed/);

    const second = await world.tell(event('booking.confirmed', { ...asked, version: 2, status: 'confirmed' }));
    expect(kinds(second.notifications)).toEqual([
      'appointment_confirmation email',
      'appointment_confirmation sms',
      ...BOTH_REMINDERS_TWICE,
    ]);
    const again = await world.tell(event('booking.confirmed', { ...asked, version: 3, status: 'confirmed' }));
    expect(again.notifications).toEqual([]);
    expect(new Set(again.skipped.map(({ reason }) => reason))).toEqual(new Set(['duplicate']));
    expect(await world.history(asked.id)).toHaveLength(8);
  });
});

describe('the log of a booking', () => {
  const lines = (): Record<string, unknown>[] =>
    [...world.apis, ...world.workers].flatMap((each) =>
      each
        .logs()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    );

  it('tells of each start and each message by its id, and never whom it is for or what it says', async () => {
    const booked = appointment({ service_name: 'Canary cut', client: client({ name: 'Kanarek Jones' }) });
    const { notifications } = await world.tell(event('booking.created', booked));
    const sent = notifications.slice(0, 2).map(({ id }) => id);
    await world.settled(sent);
    const told = await until(
      'both are told of',
      () => lines().filter(({ notification_id, outcome }) => sent.includes(String(notification_id)) && outcome),
      (found) => found.length === 2,
    );
    for (const line of told)
      expect(line).toMatchObject({
        level: 'info',
        service: 'worker',
        message: 'notification sent',
        template: 'appointment_confirmation',
        outcome: 'sent',
        duration_ms: expect.any(Number),
      });
    const messages = lines().map(({ message }) => String(message));
    expect(messages).toContainEqual(expect.stringMatching(/^listening on /));
    expect(messages.filter((message) => message.startsWith('worker runs'))).toHaveLength(2);

    const everything = JSON.stringify(lines());
    expect(everything).not.toMatch(/Canary cut|Kanarek|Haircut|John Doe|Confirmed:|is confirmed for|<html/);
    expect(everything).not.toMatch(/john\.\d|@example\.com|\+1\d{10}|SG\.test|test-token|eyJ/);
  });

  it('counts in the metrics of the workers what they sent', async () => {
    const counted = async (): Promise<number> => {
      let sum = 0;
      for (const { url } of world.workers) {
        const text = await (await fetch(`${url}/metrics`)).text();
        sum += Number(
          /^notification_outcomes_total\{channel="email",outcome="sent",reason=""\} (\d+)$/m.exec(text)?.[1] ?? 0,
        );
      }
      return sum;
    };
    const taken = (): number => world.provider.accepted.filter(({ channel }) => channel === 'email').length;
    expect(taken()).toBeGreaterThan(0);
    await until('all are counted', counted, (sum) => sum === taken());
    for (const { url } of world.workers) expect((await fetch(`${url}/health/live`)).status).toBe(200);
  });
});

describe('a reminder', () => {
  it('leaves within a second of its time, and never before', async () => {
    const api = await world.startApi({ APPOINTMENT_REMINDER_HOURS: '[1]' });
    const booked = appointment({ starts_at: new Date(Date.now() + 3_605_000).toISOString() });
    const { body } = await world.post(event('booking.created', booked), api);
    const reminders = body.notifications.filter(({ template_name }) => template_name === 'appointment_reminder');
    expect(reminders).toHaveLength(2);

    const inbox = await until(
      'both reminders arrive',
      () =>
        world.inbox(booked.client).filter(({ notificationId }) => reminders.some(({ id }) => id === notificationId)),
      (messages) => messages.length === 2,
    );
    for (const { at, text } of inbox) {
      const late = Date.parse(at) - Date.parse(reminders[0]!.scheduled_for);
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThan(1_000);
      expect(text).toContain('in 1 hour');
    }
  });

  it('leaves also when no API runs any more', async () => {
    const api = await world.startApi({ APPOINTMENT_REMINDER_HOURS: '[1]' });
    const booked = appointment({ starts_at: new Date(Date.now() + 3_603_000).toISOString() });
    expect((await world.post(event('booking.created', booked), api)).status).toBe(202);
    await Promise.all(world.apis.map((each) => each.kill9()));
    const inbox = await until(
      'confirmations and reminders arrive',
      () => world.inbox(booked.client),
      (messages) => messages.length === 4,
      // A wake-up that the kill cut off is given again after 15 s.
      40_000,
    );
    expect(inbox.filter(({ text }) => text.includes('in 1 hour'))).toHaveLength(2);
  }, 60_000);
});
