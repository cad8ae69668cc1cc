import { afterEach, describe, expect, it } from '@jest/globals';
import { appointment, clientByEmail, clientBySms, event, type Client } from '../support/bookings.js';
import { until, type Detail } from '../support/world.js';
import { useWorld } from '../support/use-world.js';

const world = useWorld({
  workers: 2,
  environment: {
    NOTIFICATION_RETRY_DELAY_SECONDS: '1',
    PROVIDER_TIMEOUT_MS: '800',
    CLAIM_LEASE_SECONDS: '10',
    IN_DOUBT_WAIT_SECONDS: '1',
  },
});

/** Books; gives the id of the one message that leaves at once. */
async function book(who: Client): Promise<string> {
  const { notifications } = await world.tell(event('booking.created', appointment({ client: who })));
  return notifications[0]!.id;
}
async function end(id: string): Promise<Detail> {
  await world.settled([id], 25_000);
  return world.detail(id);
}
const outcomes = ({ attempts_log }: Detail): string[] => attempts_log.map(({ outcome }) => outcome);
/** Seconds between the requests that came for an address. */
function gaps(to: string): number[] {
  const at = world.arrivals(to);
  return at.slice(1).map((each, index) => (each - at[index]!) / 1_000);
}

describe('the provider has trouble', () => {
  it('a message that never gets through is tried again after about 1, 2 and 4 s, then fails', async () => {
    const ann = clientByEmail();
    world.answer(ann.email, { status: 503, body: 'try later' });
    const detail = await end(await book(ann));

    expect(detail).toMatchObject({
      status: 'failed',
      reason: 'retries_exhausted',
      attempts: 4,
      error_message: expect.stringMatching(/^SendGrid answered 503/),
    });
    expect(outcomes(detail)).toEqual(['retry', 'retry', 'retry', 'failed']);
    expect(detail.attempts_log.map(({ provider_status }) => provider_status)).toEqual([503, 503, 503, 503]);
    const waited = gaps(ann.email);
    expect(waited).toHaveLength(3);
    // Up to a tenth of jitter and what a busy machine adds.
    waited.forEach((seconds, n) => {
      expect(seconds).toBeGreaterThanOrEqual(2 ** n);
      expect(seconds).toBeLessThan(2 ** n * 1.1 + 1.5);
    });
  });

  it('a message that gets through the second time is sent', async () => {
    const ann = clientBySms();
    world.answer(ann.phone, { status: 500, body: 'oops' }, 'normal');
    const detail = await end(await book(ann));
    expect(detail).toMatchObject({ status: 'sent', attempts: 2, error_message: null });
    expect(outcomes(detail)).toEqual(['retry', 'sent']);
    expect(world.inbox(ann)).toHaveLength(1);
  });

  it('a confirmation whose booking is cancelled meanwhile never goes, the cancellation does', async () => {
    const ann = clientByEmail();
    const booked = appointment({ client: ann });
    world.answer(ann.email, { status: 503 }, { status: 503 }, 'normal');
    const { notifications } = await world.tell(event('booking.created', booked));
    const [confirmation] = notifications;
    await until(
      'it waits for its third try',
      () => world.detail(confirmation!.id),
      ({ attempts }) => attempts === 2,
    );
    const cancelled = await world.tell(event('booking.cancelled', { ...booked, version: 2 }));
    await world.settled(cancelled.notifications.map(({ id }) => id));
    expect(await world.detail(confirmation!.id)).toMatchObject({ status: 'cancelled', reason: 'booking_cancelled' });
    expect(world.inbox(ann).map(({ subject }) => subject)).toEqual([expect.stringMatching(/^Cancelled: /)]);
  });

  it('a provider that asks to wait is left alone until then', async () => {
    const [ann, ben] = [clientByEmail(), clientByEmail()];
    world.answer(ann.email, { status: 429, headers: { 'retry-after': '3' } }, 'normal');
    const first = await book(ann);
    await until(
      'the provider has asked to wait',
      () => world.detail(first),
      ({ attempts }) => attempts === 1,
    );
    const second = await book(ben);
    const [asked, again] = [await end(first), await end(second)];
    expect([asked, again]).toMatchObject([
      { status: 'sent', attempts: 2 },
      { status: 'sent', attempts: 1 },
    ]);
    const [refusedAt, sentAt] = world.arrivals(ann.email);
    expect(sentAt! - refusedAt!).toBeGreaterThanOrEqual(3_000);
    expect(sentAt! - refusedAt!).toBeLessThan(6_000);
  });

  it('a message to a provider that is not there at all is sent once when it is back', async () => {
    const ann = clientByEmail();
    await world.stopProvider();
    const id = await book(ann);
    await until(
      'a first try finds nobody',
      () => world.detail(id),
      ({ attempts }) => attempts > 0,
    );
    await world.startProvider();
    const detail = await end(id);
    expect(detail).toMatchObject({ status: 'sent' });
    expect(detail.attempts_log[0]).toMatchObject({ outcome: 'retry', provider_code: 'ECONNREFUSED' });
    expect(world.inbox(ann)).toHaveLength(1);
  });
});

describe('the provider refuses a message', () => {
  it('a message that is wrong in itself fails, and is never tried again', async () => {
    const ann = clientByEmail();
    world.answer(ann.email, { status: 400, body: { errors: [{ message: 'Bad Request', field: null }] } });
    const detail = await end(await book(ann));
    expect(detail).toMatchObject({ status: 'failed', reason: 'rejected', attempts: 1 });
    expect(world.arrivals(ann.email)).toHaveLength(1);
  });

  it('a message to somebody who replied STOP fails, and nothing is planned for that number any more', async () => {
    const ann = clientBySms();
    world.answer(ann.phone, { status: 400, body: { code: 21610, message: 'unsubscribed recipient', status: 400 } });
    const detail = await end(await book(ann));
    expect(detail).toMatchObject({ status: 'failed', reason: 'suppressed', attempts: 1 });
    expect(detail.attempts_log).toMatchObject([{ provider_status: 400, provider_code: '21610' }]);

    const { rows } = await world.sql.query('SELECT channel, cause FROM suppression WHERE address = $1', [ann.phone]);
    expect(rows).toEqual([{ channel: 'sms', cause: 'opted_out' }]);
    const next = await world.tell(event('booking.created', appointment({ client: ann })));
    expect(next.skipped.filter(({ notification_type }) => notification_type === 'sms')).toEqual(
      Array(3).fill(expect.objectContaining({ reason: 'suppressed' })),
    );
    expect(world.arrivals(ann.phone)).toHaveLength(1);
  });
});

describe('the provider refuses our key', () => {
  afterEach(() => world.answerAll('email', 'normal'));

  it('one message fails, the others wait, SMS go on, and all go out when the key is taken again', async () => {
    world.answerAll('email', {
      status: 401,
      body: { errors: [{ message: 'The provided authorization grant is invalid' }] },
    });
    const ids = await Promise.all(Array.from({ length: 5 }, () => book(clientByEmail())));
    const looks = (): Promise<Detail[]> => Promise.all(ids.map((id) => world.detail(id)));
    const paused = await until('the channel is paused', looks, (all) =>
      all.every(({ reason }) => reason === 'provider_auth'),
    );
    expect(paused.map(({ status }) => status).sort()).toEqual(['failed', 'pending', 'pending', 'pending', 'pending']);
    const later = await book(clientByEmail());
    expect(await end(await book(clientBySms()))).toMatchObject({ status: 'sent' });

    world.answerAll('email', 'normal');
    const waiting = [later, ...paused.filter(({ status }) => status === 'pending').map(({ id }) => id)];
    for (const entry of await world.settled(waiting, 25_000))
      expect(entry).toMatchObject({ status: 'sent', attempts: 1 });
    expect((await looks()).filter(({ status }) => status === 'failed')).toMatchObject([
      { reason: 'provider_auth', error_message: expect.stringContaining('check SENDGRID_API_KEY') },
    ]);
  });
});

describe('the provider takes a message and gives no answer', () => {
  it.each(['accept then reset', 'accept then never answer'] as const)(
    '(%s) once: in doubt, then sent once more',
    async (behaviour) => {
      const ann = clientByEmail();
      world.answer(ann.email, behaviour, 'normal');
      const id = await book(ann);
      const doubtful = await until(
        'it is in doubt',
        () => world.detail(id),
        ({ state }) => state !== 'pending' && state !== 'sending',
      );
      expect(doubtful).toMatchObject({ status: 'pending', state: 'in_doubt', reason: 'in_doubt' });

      const detail = await end(id);
      expect(detail).toMatchObject({ status: 'sent', attempts: 2 });
      expect(outcomes(detail)).toEqual(['in_doubt', 'sent']);
      expect(gaps(ann.email)).toHaveLength(1);
      expect(gaps(ann.email)[0]).toBeGreaterThanOrEqual(1);
      expect(world.inbox(ann)).toHaveLength(2);
    },
  );

  it.each(['accept then reset', 'accept then never answer'] as const)(
    '(%s) twice: failed, because it may have arrived',
    async (behaviour) => {
      const ann = clientByEmail();
      world.answer(ann.email, behaviour);
      const detail = await end(await book(ann));
      expect(detail).toMatchObject({ status: 'failed', reason: 'in_doubt', attempts: 2 });
      expect(outcomes(detail)).toEqual(['in_doubt', 'in_doubt']);
      expect(world.arrivals(ann.email)).toHaveLength(2);
    },
  );

  it('an SMS that Twilio took goes out once: it is in the list of Twilio', async () => {
    const ann = clientBySms();
    world.answer(ann.phone, 'accept then reset', 'normal');
    const detail = await end(await book(ann));
    expect(detail).toMatchObject({ status: 'sent', attempts: 1, duplicates: 0 });
    expect(detail.attempts_log).toMatchObject([{ outcome: 'in_doubt', evidence: 'list' }]);
    expect(world.inbox(ann)).toHaveLength(1);
  });
});
