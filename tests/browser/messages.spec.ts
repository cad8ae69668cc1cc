import { beforeAll, describe, expect, it } from '@jest/globals';
import { QUEUE_PREFIX } from '@booking/notifications-core';
import { Redis } from 'ioredis';
import type { Page } from 'playwright-core';
import { appointment, client, event, type Client } from '../support/bookings.js';
import { useConsole } from '../support/use-console.js';
import { until } from '../support/world.js';

const console_ = useConsole();
const HOUR_MS = 3_600_000;
/** For a page that reads after each of several clicks, on a machine that is busy. */
const CLICKS_MS = 60_000;

const inHours = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString();
const book = (who: Client, startsAt = inHours(72)) =>
  console_.world.tell(event('booking.created', appointment({ client: who, starts_at: startsAt })));
const put = async (path: string, body: unknown): Promise<void> => {
  const { status } = await console_.world.call('PUT', path, body);
  expect([200, 201]).toContain(status);
};
const prefer = (who: Client, body: unknown) => put(`/api/v2/recipients/${who.id}/preferences`, body);

describe('a receptionist learns by clicks alone why a client got no reminder', () => {
  /** By name, since that is what a caller says. */
  const CAUSES: readonly (readonly [cause: string, name: string, reason: RegExp])[] = [
    ['its time had passed', 'Paul Pastdue', /24-hour reminder by SMS was not planned: .*only 2 hours/],
    ['the client did not want it', 'Petra Preference', /Petra Preference had turned off/],
    [
      'the number had opted out',
      'Otto Optout',
      /the phone number of Otto Optout was on the list of opt-outs and bounces/,
    ],
    ['there is no number', 'Nora Noaddress', /there was no phone number for Nora Noaddress/],
    ['it waits for the end of quiet hours', 'Quin Quiet', /Waits until .*quiet hours of Quin Quiet/],
  ];
  let page: Page;

  beforeAll(async () => {
    const who = (name: string): Client => client({ name });
    await book(who('Paul Pastdue'), inHours(3));

    const petra = who('Petra Preference');
    await put(`/api/v2/recipients/${petra.id}`, { name: petra.name, phone: petra.phone });
    await prefer(petra, { sms_appointment_reminder: false });
    await book(petra);

    const otto = who('Otto Optout');
    await console_.world.call('POST', '/api/v2/suppressions', { channel: 'sms', address: otto.phone });
    await book(otto);

    const { phone: _none, ...nora } = who('Nora Noaddress');
    await book(nora);

    const quin = who('Quin Quiet');
    await put(`/api/v2/recipients/${quin.id}`, { name: quin.name, phone: quin.phone });
    const hour = new Date().getUTCHours();
    await prefer(quin, {
      quiet_hours_enabled: true,
      quiet_hours_start: onTheHour(hour - 1),
      quiet_hours_end: onTheHour(hour + 5),
      timezone: 'UTC',
    });
    await book(quin);

    page = await console_.visit('/', 'staff');
  });

  it.each(CAUSES)(
    'because %s',
    async (_cause, name, reason) => {
      expect(await storyOf(page, name)).toMatch(reason);
    },
    CLICKS_MS,
  );
});

/** What the story of somebody's appointment says, found by clicks. */
async function storyOf(page: Page, name: string): Promise<string> {
  await page.getByRole('link', { name: 'Appointments', exact: true }).click();
  await page.getByLabel('Client or number').fill(name.split(' ')[1]!.toLowerCase());
  await page.getByRole('button', { name }).click();
  await page.getByRole('cell').getByRole('link', { name: 'Haircut' }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  return page.getByRole('main').innerText();
}

function onTheHour(hour: number): string {
  return `${String((hour + 24) % 24).padStart(2, '0')}:00`;
}

it(
  'a new message appears in the inbox by itself, as its reader sees it',
  async () => {
    const page = await console_.visit('/inbox', 'staff');
    const lucy = client({ name: 'Lucy Live' });
    await book(lucy);
    const entry = page.getByRole('navigation', { name: 'Captured messages' }).getByRole('link');
    await entry.filter({ hasText: lucy.email! }).click({ timeout: 40_000 });
    // The mail is shown, and can do nothing.
    expect(await page.locator('iframe').getAttribute('sandbox')).not.toMatch(/allow-(scripts|same-origin|forms)/);
    const mail = page.frameLocator('iframe');
    await mail.getByText('Hi Lucy Live').first().waitFor();

    await entry.filter({ hasText: lucy.phone! }).click();
    await page.getByText(/characters · GSM-7 · one segment/).waitFor();
    expect(new URL(page.url()).searchParams.get('message')).not.toBeNull();
  },
  CLICKS_MS * 2,
);

it(
  'staff cancel a message that waits, and its timeline says so; sending many again is for admins',
  async () => {
    const cara = client({ name: 'Cara Cancel' });
    await book(cara);
    const page = await console_.visit(`/notifications?user_id=${cara.id}&status=pending`, 'staff');
    expect(await page.getByRole('button', { name: 'Send failed ones again' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Reminder' }).first().click();
    await page.getByRole('button', { name: 'Cancel it' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.innerText()).toMatch(/Reminder to Cara Cancel/);
    await dialog.getByRole('button', { name: 'Cancel it' }).click();
    await page.getByRole('listitem').filter({ hasText: 'It was cancelled by hand' }).waitFor();
    expect(await page.getByRole('button', { name: 'Cancel it' }).count()).toBe(0);
  },
  CLICKS_MS,
);

it(
  'a receptionist learns by clicks alone that a message waits because its channel is paused',
  async () => {
    const { world } = console_;
    // Nothing goes out any more: the last test of this file.
    await Promise.all(world.workers.map((worker) => worker.stop()));
    const redis = new Redis(world.redisUrl);
    const pause = { cause: 'trouble', strikes: 0, until: Date.now() + HOUR_MS };
    await redis.set(`${QUEUE_PREFIX}:channel:sms`, JSON.stringify(pause), 'PX', HOUR_MS);
    redis.disconnect();
    await until(
      'the API has seen the pause',
      async () => (await world.as().GET('/api/v2/status')).data?.channels ?? [],
      (channels) => channels.some(({ channel, paused }) => channel === 'sms' && paused),
    );
    await book(client({ name: 'Pia Paused' }));
    const page = await console_.visit('/', 'staff');
    expect(await storyOf(page, 'Pia Paused')).toMatch(
      /Waits: the SMS channel is paused \(the provider cannot be reached/,
    );
    expect(console_.errors).toEqual([]);
  },
  CLICKS_MS,
);
