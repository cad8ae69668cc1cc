import { describe, expect, it } from '@jest/globals';
import { freePort } from '@booking/local-stack';
import { appointment, clientByEmail, clientBySms, event } from '../support/bookings.js';
import { useWorld } from '../support/use-world.js';
import { PROVIDER_KEYS, until, type Caller, type World } from '../support/world.js';

const processQueue = (world: World, batch_size: number) =>
  world.as().POST('/api/v2/notifications/process-queue', { params: { query: { batch_size } } });

describe('without keys, outside production', () => {
  const world = useWorld({ keys: false });

  it('messages are shown instead of sent', async () => {
    const booked = appointment();
    const { notifications } = await world.tell(event('booking.created', booked));
    const [email, sms] = notifications;
    expect(await world.settled([email!.id, sms!.id])).toMatchObject([
      { status: 'sent', provider: 'sandbox' },
      { status: 'sent', provider: 'sandbox' },
    ]);

    const ofClient = { params: { query: { to: booked.client.email! } } };
    const { data } = await world.as().GET('/api/v2/sandbox/messages', ofClient);
    expect(data).toEqual([
      {
        id: expect.any(String),
        notification_id: email!.id,
        channel: 'email',
        to: booked.client.email,
        subject: 'Confirmed: Haircut on Mon Dec 1, 2031, 2:00 PM',
        html: expect.stringContaining('Haircut'),
        text: expect.stringContaining('Haircut'),
        sms: null,
        captured_at: expect.stringMatching(/Z$/),
      },
    ]);
    const all = await world.as().GET('/api/v2/sandbox/messages');
    expect(all.data?.map(({ notification_id }) => notification_id).sort()).toEqual([email!.id, sms!.id].sort());
    expect(world.provider.requests).toBe(0);
  });
});

describe('without keys, in production', () => {
  const world = useWorld({ keys: false, environment: { NODE_ENV: 'production' } });

  it('messages wait, use up no try, and go out once the keys are there', async () => {
    const booked = appointment();
    const { notifications } = await world.tell(event('booking.created', booked));
    const notices = notifications.slice(0, 2).map(({ id }) => id);
    const waiting = await until(
      'both say why they wait',
      () => Promise.all(notices.map((id) => world.detail(id))),
      (entries) => entries.every(({ reason }) => reason === 'provider_not_configured'),
    );
    expect(waiting).toMatchObject([
      { status: 'pending', attempts: 0, attempts_log: [] },
      { status: 'pending', attempts: 0, attempts_log: [] },
    ]);
    expect((await world.as().GET('/api/v2/sandbox/messages')).error).toMatchObject({ status: 404 });
    for (const each of [...world.apis, ...world.workers])
      for (const channel of ['email', 'sms'])
        expect(each.logs()).toMatch(
          new RegExp(`"channel":"${channel}".*"level":"warn".*"channel is not configured: its notifications wait"`),
        );

    expect(await world.workers[0]!.stop()).toBe(0);
    await world.startWorker(PROVIDER_KEYS);
    expect(await world.settled(notices)).toMatchObject([
      { status: 'sent', attempts: 1, reason: null },
      { status: 'sent', attempts: 1, reason: null },
    ]);
    expect(world.inbox(booked.client)).toHaveLength(2);
  });
});

describe('in production with keys for email only, and no worker', () => {
  const { SENDGRID_API_KEY, SENDGRID_FROM_EMAIL } = PROVIDER_KEYS;
  const world = useWorld({
    workers: 0,
    keys: false,
    environment: { NODE_ENV: 'production', SENDGRID_API_KEY, SENDGRID_FROM_EMAIL, IN_DOUBT_WAIT_SECONDS: '0' },
  });
  const process = (limit: number) => processQueue(world, limit);

  it('SMS that cannot be sent do not stand in the way of emails that can', async () => {
    const ben = clientBySms();
    const waiting: string[] = [];
    for (let n = 0; n < 3; n++) {
      const told = await world.tell(event('booking.created', appointment({ client: ben })));
      waiting.push(told.notifications[0]!.id);
    }
    const { notifications } = await world.tell(event('booking.created', appointment({ client: clientByEmail() })));

    expect(await process(2)).toMatchObject({ data: { result: { processed: 1, successful: 1, failed: 0 } } });
    expect(await world.detail(notifications[0]!.id)).toMatchObject({ status: 'sent' });
    for (const id of waiting)
      expect(await world.detail(id)).toMatchObject({
        status: 'pending',
        reason: 'provider_not_configured',
        attempts: 0,
      });
  });

  it('an email without a clear answer is sent once more when its wait is over', async () => {
    const ann = clientByEmail();
    world.answer(ann.email, 'accept then reset', 'normal');
    const { notifications } = await world.tell(event('booking.created', appointment({ client: ann })));
    await process(50);
    expect(await world.detail(notifications[0]!.id)).toMatchObject({ status: 'pending', state: 'in_doubt' });
    await process(50);
    expect(await world.detail(notifications[0]!.id)).toMatchObject({ status: 'sent', attempts: 2 });
    expect(world.inbox(ann)).toHaveLength(2);
  });
});

describe('the API alone: no worker, and nobody at REDIS_URL', () => {
  const ANN: Caller = { sub: 'ann', name: 'Ann', email: 'ann@example.com', phone_number: '+12025550123' };
  const world = useWorld(async () => ({ workers: 0, redisUrl: `redis://127.0.0.1:${await freePort()}` }));

  it('takes bookings within two seconds and sends them when asked to', async () => {
    const booked = [appointment(), appointment()];
    const answers = [];
    for (const each of booked) answers.push(await world.post(event('booking.created', each)));
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    for (const { ms } of answers) expect(ms).toBeLessThan(2_000);

    const process = (limit: number) => processQueue(world, limit);
    const processed = (n: number) => ({
      data: {
        message: 'Notification queue processed',
        result: { processed: n, successful: n, failed: 0 },
      },
    });
    expect(await process(3)).toMatchObject(processed(3));
    expect(await process(200)).toMatchObject(processed(1));
    expect(await process(200)).toMatchObject(processed(0));
    for (const { client: who } of booked)
      expect(
        world
          .inbox(who)
          .map(({ channel }) => channel)
          .sort(),
      ).toEqual(['email', 'sms']);
  });

  it('counts what was refused for good, and what may pass as neither', async () => {
    const [ann, ben, cat] = [clientByEmail(), clientByEmail(), clientByEmail()];
    world.answer(ben.email, { status: 400, body: { errors: [{ message: 'Bad Request', field: null }] } });
    world.answer(cat.email, { status: 503, body: 'try later' });
    for (const who of [ann, ben, cat]) await world.tell(event('booking.created', appointment({ client: who })));
    expect((await processQueue(world, 200)).data?.result).toEqual({ processed: 3, successful: 1, failed: 1 });
    // What failed is over, and what may pass waits for its time.
    expect((await processQueue(world, 200)).data?.result).toEqual({ processed: 0, successful: 0, failed: 0 });
    for (const { email } of [ann, ben, cat]) expect(world.arrivals(email)).toHaveLength(1);
  });

  it('answers a test that the provider refuses with what became of it', async () => {
    const bob: Caller = { sub: 'bob', email: 'bob@example.com' };
    world.answer('bob@example.com', { status: 400, body: { errors: [{ message: 'no', field: 'bob@example.com' }] } });
    const { data, response } = await world.as(bob).POST('/api/v2/notifications/test-email');
    expect(response.status).toBe(200);
    expect(data).toMatchObject({
      notifications_queued: 1,
      processing_result: { processed: 1, successful: 0, failed: 1 },
      reason: 'rejected',
    });
    expect(JSON.stringify(data)).not.toContain('bob@');
  });

  it('does not send a test to somebody who switched the channel off', async () => {
    const dee: Caller = { sub: 'dee', email: 'dee@example.com' };
    await world.as(dee).PUT('/api/v2/notifications/preferences', { body: { email_enabled: false } });
    const { data } = await world.as(dee).POST('/api/v2/notifications/test-email');
    expect(data).toMatchObject({
      message: 'Test email not sent: your preferences say no email of this kind.',
      processing_result: { successful: 0 },
      reason: 'preference_off',
    });
    expect(world.arrivals('dee@example.com')).toEqual([]);
  });

  it.each([
    ['email', 'Test email queued and processed', 'ann@example.com'],
    ['sms', 'Test SMS queued and processed', '+12025550123'],
  ] as const)('sends a test %s to whoever asks, and to nobody else', async (channel, message, to) => {
    const asked = new Date().toISOString();
    const { data } = await world.as(ANN).POST(`/api/v2/notifications/test-${channel}`);
    expect(data).toEqual({
      message,
      notifications_queued: 1,
      processing_result: { processed: 1, successful: 1, failed: 0 },
    });
    expect(world.provider.accepted.filter(({ at }) => at >= asked).map((each) => each.to)).toEqual([to]);
  });
});
