import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Queue } from 'bull';
import { appointment, client, event } from '../support/bookings.js';
import { until, type Accepted } from '../support/world.js';
import { useWorld } from '../support/use-world.js';

const world = useWorld({ apis: 2, workers: 2 });

const idsOf = ({ notifications }: Accepted): string[] => notifications.map(({ id }) => id);
/** Of the messages that leave at once; reminders of these bookings are years away. */
const noticesOf = ({ notifications }: Accepted): string[] =>
  notifications.filter(({ template_name }) => template_name !== 'appointment_reminder').map(({ id }) => id);

describe('the platform tells the same thing twice', () => {
  it('ten times at once, to two API processes: one set of messages goes out', async () => {
    const booked = appointment();
    const told = event('booking.created', booked);
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => world.post(told, world.apis[n % 2])));

    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(202));
    expect(answers.filter(({ body }) => !body.duplicate)).toHaveLength(1);
    const one = answers[0]!.body;
    for (const { body } of answers) expect({ ...body, duplicate: true }).toEqual({ ...one, duplicate: true });
    await world.settled(noticesOf(one));
    expect((await world.history(booked.id)).map(({ id }) => id).sort()).toEqual(idsOf(one).sort());
    expect(world.inbox(booked.client)).toHaveLength(2);
  });

  it('as ten events with ids of their own, at once, to two API processes: the client reads it once', async () => {
    const booked = appointment();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => world.post(event('booking.created', booked), world.apis[n % 2])),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(202));
    const all = answers.flatMap(({ body }) => idsOf(body));
    expect(all).toHaveLength(6);
    for (const { body } of answers.filter(({ body: { notifications } }) => notifications.length === 0)) {
      expect(body.duplicate).toBe(false);
      expect(new Set(body.skipped.map(({ reason }) => reason))).toEqual(new Set(['duplicate']));
    }
    await world.settled(answers.flatMap(({ body }) => noticesOf(body)));
    expect(await world.history(booked.id)).toHaveLength(6);
    expect(world.inbox(booked.client)).toHaveLength(2);
  });

  it('in one array: the second gets the answer of the first', async () => {
    const booked = appointment();
    const told = event('booking.created', booked);
    const { status, body } = await world.post([told, told]);
    expect(status).toBe(202);
    expect(body.map(({ duplicate }) => duplicate)).toEqual([false, true]);
    expect(body[1]).toEqual({ ...body[0], duplicate: true });
    await world.settled(noticesOf(body[0]!));
    expect(await world.history(booked.id)).toHaveLength(6);
  });
});

describe('events that come in the wrong order', () => {
  it('a cancellation before its booking: the client hears of the cancellation only', async () => {
    const booked = appointment();
    const cancelled = await world.tell(event('booking.cancelled', { ...booked, version: 2 }));
    const created = await world.tell(event('booking.created', booked));

    expect(created).toMatchObject({ duplicate: false, notifications: [] });
    expect(new Set(created.skipped.map(({ reason }) => reason))).toEqual(new Set(['stale']));
    await world.settled(idsOf(cancelled));
    expect((await world.history(booked.id)).map(({ template_name }) => template_name)).toEqual([
      'appointment_cancellation',
      'appointment_cancellation',
    ]);
    expect(world.inbox(booked.client)).toHaveLength(2);
  });

  it('an older version after a newer one changes nothing', async () => {
    const booked = appointment();
    await world.tell(event('booking.created', booked));
    const moved = { ...booked, version: 3, starts_at: '2031-12-03T16:30:00-05:00' };
    await world.tell(event('booking.rescheduled', moved));
    const before = await world.history(booked.id);

    const late = { ...booked, version: 2, starts_at: '2031-12-02T10:00:00-05:00' };
    const answer = await world.tell(event('booking.rescheduled', late));
    expect(answer.notifications).toEqual([]);
    expect(new Set(answer.skipped.map(({ reason }) => reason))).toEqual(new Set(['stale']));
    const after = await world.history(booked.id);
    expect(after.map(({ id, scheduled_for }) => [id, scheduled_for])).toEqual(
      before.map(({ id, scheduled_for }) => [id, scheduled_for]),
    );
  });
});

describe('an array with one bad event', () => {
  it('is refused as a whole, and the answer names the field', async () => {
    const good = appointment();
    const { status, body } = await world.post([
      event('booking.created', good),
      event('booking.created', appointment({ starts_at: 'tomorrow' })),
    ]);
    expect(status).toBe(422);
    expect(body).toMatchObject({
      errors: [{ field: '[1].data.appointment.starts_at', message: expect.stringMatching(/./) }],
    });
    expect(await world.history(good.id)).toEqual([]);
    expect(world.inbox(good.client)).toEqual([]);
  });
});

describe('what cannot be sent is told at once, and why', () => {
  const reasons = ({ skipped }: Accepted): string[] =>
    skipped.map((each) => `${each.template_name} ${each.hours_until} ${each.notification_type}: ${each.reason}`);

  it('a reminder whose time has passed', async () => {
    const soon = new Date(Date.now() + 3 * 3_600_000).toISOString();
    const answer = await world.tell(event('booking.created', appointment({ starts_at: soon })));
    expect(reasons(answer)).toEqual([
      'appointment_reminder 24 email: past_due',
      'appointment_reminder 24 sms: past_due',
    ]);
    expect(answer.notifications).toHaveLength(4);
  });

  it('a client without a phone', async () => {
    const booked = appointment({ client: { id: 'no-phone', name: 'Ann', email: 'no-phone@example.com' } });
    const answer = await world.tell(event('booking.created', booked));
    expect(reasons(answer)).toEqual([
      'appointment_confirmation null sms: no_address',
      'appointment_reminder 24 sms: no_address',
      'appointment_reminder 2 sms: no_address',
    ]);
  });

  it('a phone in a country that SMS may not go to', async () => {
    const answer = await world.tell(
      event('booking.created', appointment({ client: client({ phone: '+447700900123' }) })),
    );
    expect(new Set(answer.skipped.map(({ reason }) => reason))).toEqual(new Set(['country_not_allowed']));
    expect(answer.notifications.map(({ notification_type }) => notification_type)).toEqual(Array(3).fill('email'));
  });

  it('a client who wants no SMS', async () => {
    const booked = appointment();
    const { data } = await world
      .as({ sub: booked.client.id })
      .PUT('/api/v2/notifications/preferences', { body: { sms_enabled: false } });
    expect(data).toMatchObject({ sms_enabled: false, email_enabled: true });
    const answer = await world.tell(event('booking.created', booked));
    expect(new Set(answer.skipped.map(({ reason }) => reason))).toEqual(new Set(['preference_off']));
    await world.settled(noticesOf(answer));
    expect(world.inbox(booked.client).map(({ channel }) => channel)).toEqual(['email']);
  });

  it.each([
    ['email', 'sms', { email: 'john at example.com' }, "The client's email must be an email address such as name@exa"],
    ['sms', 'email', { phone: '+1 202 555' }, "The client's phone must be a phone number"],
  ] as const)(
    'an %s address that cannot be one is kept as failed, says what is wrong, and no provider is asked',
    async (wrong, right, address, message) => {
      const booked = appointment({ client: client(address) });
      const { requests } = world.provider;
      const answer = await world.tell(event('booking.created', booked));
      const failed = answer.notifications.filter(({ status }) => status === 'failed');
      expect(failed.map(({ notification_type }) => notification_type)).toEqual(Array(3).fill(wrong));
      for (const { id } of failed)
        expect(await world.detail(id)).toMatchObject({
          status: 'failed',
          reason: 'invalid_recipient',
          recipient: null,
          attempts: 0,
          error_message: expect.stringContaining(message),
        });
      await world.settled(noticesOf(answer));
      expect(world.inbox(booked.client).map(({ channel }) => channel)).toEqual([right]);
      expect(world.provider.requests).toBe(requests + 1);
    },
  );
});

describe('the second door: a job on the queue', () => {
  let queue: Queue;
  beforeAll(() => {
    queue = world.queue('notifications');
  });

  it('means the same as the post', async () => {
    const booked = appointment();
    const told = event('booking.created', booked);
    await queue.add('booking-event', told);
    const history = await until(
      'the booking is planned',
      () => world.history(booked.id),
      (entries) => entries.length === 6,
    );
    await world.settled(
      history.filter(({ template_name }) => template_name !== 'appointment_reminder').map(({ id }) => id),
    );
    expect(world.inbox(booked.client)).toHaveLength(2);

    const posted = await world.tell(told);
    expect(posted.duplicate).toBe(true);
    expect(idsOf(posted).sort()).toEqual(history.map(({ id }) => id).sort());
  });

  it('tells nobody of what is replayed through it', async () => {
    const over = appointment({ starts_at: '2025-11-20T14:00:00-05:00' });
    const last = appointment();
    await queue.add('booking-event', event('booking.created', over));
    await queue.add('booking-event', [
      event('booking.rescheduled', { ...over, version: 2 }),
      event('booking.created', last),
    ]);
    await until(
      'the array is planned',
      () => world.history(last.id),
      (entries) => entries.length === 6,
    );
    await until(
      'both jobs are done',
      async () => (await queue.getJobCounts()).active + (await queue.getJobCounts()).waiting,
      (left) => left === 0,
    );
    expect(await world.history(over.id)).toEqual([]);
    expect(world.inbox(over.client)).toEqual([]);
  });

  it('sets a bad event aside, names the field and goes on', async () => {
    const bad = await queue.add('booking-event', event('booking.created', appointment({ starts_at: 'tomorrow' })));
    const booked = appointment();
    await queue.add('booking-event', event('booking.created', booked));

    const [aside] = await until(
      'the bad job is among the failed ones',
      () => queue.getFailed(),
      (jobs) => jobs.length > 0,
    );
    expect(aside!.id).toBe(bad.id);
    expect(aside!.failedReason).toContain('data.appointment.starts_at');
    await until(
      'the next one is planned',
      () => world.history(booked.id),
      (entries) => entries.length === 6,
    );
  });
});
