import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  changePreferences,
  parseBookingEvent,
  parseSendRequest,
  putRecipient,
  sendNotification,
  sweep,
} from '@booking/notifications-core';
import { appointment, client, event, type Appointment, type EventType } from '../support/bookings.js';
import { held, passTime, until } from '../support/core.js';
import { useCore } from '../support/use-core.js';

const core = useCore();

const [OLD, NEW] = ['+12025550111', '+12025550122'];
let about: Appointment;
beforeEach(() => {
  about = appointment({ client: client({ phone: OLD }) });
});

const tell = (type: EventType, what: Appointment) =>
  core.intake.accept([parseBookingEvent(event(type, what), core.config)]);

/** Resolves while the provider has the SMS of the confirmation in hand; `done` lets it answer, and waits for the end. */
async function whileSending(answer: object): Promise<{ done: () => Promise<unknown> }> {
  const { promise, release } = held();
  core.fake.script(({ channel }) => (channel === 'sms' ? { after: promise, ...answer } : 'normal'));
  await tell('booking.created', about);
  const sending = core.delivery.deliverDue(50);
  await until(
    () => core.sql(`SELECT FROM notification WHERE notification_type = 'sms' AND state = 'sending'`),
    (rows) => rows.length === 1,
  );
  return {
    done: () => {
      release();
      return sending;
    },
  };
}

/** The next try, an hour later. */
async function tryAgain(): Promise<void> {
  core.fake.script('normal');
  await passTime(core.dataSource, 'due_at', 3_600_000);
  await core.delivery.deliverDue(50);
}

const texts = () => core.fake.accepted.filter(({ channel }) => channel === 'sms');
const row = async () => {
  const [found] = await core.sql<{ recipient: string; state: string; reason: string | null; attempts: number }>(
    `SELECT recipient, state, reason, attempts FROM notification WHERE notification_type = 'sms' AND hours_until IS NULL`,
  );
  return found!;
};

describe('a message whose try failed while its details changed', () => {
  it('goes to the new address and says the new facts', async () => {
    const { done } = await whileSending({ status: 503 });
    await tell('booking.confirmed', {
      ...about,
      version: 2,
      service_name: 'Beard trim',
      client: { ...about.client, phone: NEW, name: 'Jane Roe' },
    });
    await done();
    await tryAgain();
    expect(texts().map(({ to }) => to)).toEqual([NEW]);
    expect(texts()[0]!.text).toContain('Beard trim');
    expect(texts()[0]!.text).toContain('Jane Roe');
    expect(await row()).toMatchObject({ recipient: NEW, state: 'sent', attempts: 2 });
  });

  it('goes to the address that staff stored meanwhile', async () => {
    const { done } = await whileSending({ status: 503 });
    await putRecipient(core, about.client.id, { phone: NEW });
    await done();
    await tryAgain();
    expect(texts().map(({ to }) => to)).toEqual([NEW]);
  });

  it('is sent when only the old address has opted out', async () => {
    const { done } = await whileSending({ status: 503 });
    await core.sql(`INSERT INTO suppression (channel, address, cause) VALUES ('sms', $1, 'opted_out')`, [OLD]);
    await putRecipient(core, about.client.id, { phone: NEW });
    await done();
    await tryAgain();
    expect(texts().map(({ to }) => to)).toEqual([NEW]);
    expect(await row()).toMatchObject({ recipient: NEW, state: 'sent' });
  });

  it('is not sent when the new address has opted out', async () => {
    const { done } = await whileSending({ status: 503 });
    await core.sql(`INSERT INTO suppression (channel, address, cause) VALUES ('sms', $1, 'opted_out')`, [NEW]);
    await putRecipient(core, about.client.id, { phone: NEW });
    await done();
    await tryAgain();
    expect(texts()).toEqual([]);
    expect(await row()).toMatchObject({ state: 'cancelled', reason: 'suppressed' });
  });

  it.each([
    ['is gone', null, 'invalid_recipient'],
    ['is in a country that may not be written to', '+447400123456', 'country_not_allowed'],
  ])('is cancelled when the address %s', async (_, phone, reason) => {
    const { done } = await whileSending({ status: 503 });
    await putRecipient(core, about.client.id, { phone });
    await done();
    await tryAgain();
    expect(texts()).toEqual([]);
    expect(await row()).toMatchObject({ state: 'cancelled', reason });
  });

  it('keeps its address when it may have arrived there', async () => {
    const { done } = await whileSending({ status: 200, body: '{"sid":' });
    await putRecipient(core, about.client.id, { phone: NEW });
    await done();
    expect(await row()).toMatchObject({ recipient: OLD, state: 'in_doubt' });
    await passTime(core.dataSource, 'due_at', 3_600_000);
    await sweep(core);
    await tryAgain();
    expect(texts().map(({ to }) => to)).toEqual([OLD]);
    expect(await row()).toMatchObject({ recipient: OLD, state: 'sent' });
  });

  it('that somebody asked for goes to the new address with the words that were given', async () => {
    await putRecipient(core, 'ann', { name: 'Ann', phone: OLD });
    const request = parseSendRequest(
      {
        user_id: 'ann',
        template_name: 'appointment_confirmation',
        channels: ['sms'],
        urgent: true,
        context: {
          client_name: 'Annie',
          service_name: 'Colour',
          appointment_date: 'May 1, 2031',
          appointment_time: '2 PM',
        },
      },
      core.config,
      new Date(),
    );
    await sendNotification(core, core.producer, request, null);
    const { promise, release } = held();
    core.fake.script({ status: 503, after: promise });
    const sending = core.delivery.deliverDue(10);
    await until(
      () => core.sql(`SELECT FROM notification WHERE state = 'sending'`),
      (rows) => rows.length === 1,
    );
    await putRecipient(core, 'ann', { phone: NEW, name: 'Ann Other' });
    release();
    await sending;
    await tryAgain();
    expect(texts().map(({ to }) => to)).toEqual([NEW]);
    expect(texts()[0]!.text).toContain('Annie');
  });

  it('follows its reader’s language', async () => {
    const { done } = await whileSending({ status: 503 });
    await changePreferences(core, about.client.id, { locale: 'en-GB' });
    await done();
    await tryAgain();
    expect(
      await core.sql(`SELECT locale FROM notification WHERE notification_type = 'sms' AND state = 'sent'`),
    ).toEqual([{ locale: 'en-GB' }]);
  });
});
