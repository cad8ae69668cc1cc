import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { repositoryRoot } from '@booking/local-stack';
import { appointment, client, event } from './bookings.js';
import { loaded, startConsole, type ConsoleUnderTest } from './console-world.js';
import { until } from './world.js';

const IMAGES = join(repositoryRoot, 'docs', 'images');
/** So that pages with pictures open fast. */
const MOST_BYTES = 150_000;
const HOUR_MS = 3_600_000;

const JOHN = client({ id: 'user-1', name: 'John Doe', email: 'john@example.com', phone: '+12025550123' });
const MARY = client({ id: 'user-2', name: 'Mary Major', email: 'mary@example.com', phone: '+12025550124' });
const LIAM = { id: 'user-3', name: 'Liam Little', email: 'liam@example.com' };

/** Pages of the console, with what is chosen on them. */
const PAGES: Readonly<Record<string, string>> = {
  overview: '/',
  inbox: '/inbox',
  appointment: '/appointments/apt-john',
  person: '/people/user-1',
  template: '/templates/appointment_confirmation/email',
  status: '/status',
};

/**
 * Takes the pictures of README and docs/console.md, of a system of its own with sample bookings, which it ends again.
 * @returns their paths.
 * @throws when one is larger than a page of documentation should load.
 */
export async function takePictures(): Promise<string[]> {
  mkdirSync(IMAGES, { recursive: true });
  const environment = { BUSINESS_TIMEZONE: 'America/New_York' };
  const it = await startConsole({ environment }, { timezoneId: 'America/New_York' });
  try {
    await bookings(it);
    const taken: string[] = [];
    for (const [name, path] of Object.entries(PAGES)) taken.push(await take(await it.visit(path), name));
    return taken;
  } finally {
    await it.close();
  }
}

/** Three clients: one whose booking moved, one who is told all, one who has no phone. */
async function bookings({ world }: ConsoleUnderTest): Promise<void> {
  const inHours = (hours: number): string => new Date(Math.ceil(Date.now() / HOUR_MS + hours) * HOUR_MS).toISOString();
  const shop = { name: '6FB Barbershop', address: '1 Main St', phone: '+12025550100' };
  const told = async (...parts: Parameters<typeof event>): Promise<void> => {
    const { notifications } = await world.tell(event(...parts));
    const due = notifications.filter(({ scheduled_for: at }) => Date.parse(at) <= Date.now() + 1_000);
    await world.settled(due.map(({ id }) => id));
  };
  const john = { id: 'apt-john', client: JOHN, business: shop, service_name: 'Haircut' };
  await told('booking.created', appointment({ ...john, starts_at: inHours(20) }));
  await told('booking.created', appointment({ client: MARY, service_name: 'Beard trim', starts_at: inHours(74) }));
  await told('booking.created', appointment({ client: LIAM, service_name: 'Colour', starts_at: inHours(50) }));
  await told('booking.rescheduled', appointment({ ...john, version: 2, starts_at: inHours(44) }));
}

async function take(page: Page, name: string): Promise<string> {
  await loaded(page);
  await until(
    'pictures and frames are loaded',
    () => page.evaluate('document.readyState'),
    (state) => state === 'complete',
  );
  const path = join(IMAGES, `${name}.png`);
  await page.screenshot({ path, animations: 'disabled' });
  const { size } = statSync(path);
  if (size > MOST_BYTES)
    throw new Error(`${path} has ${Math.round(size / 1_000)} KB, more than ${MOST_BYTES / 1_000}: show less on it.`);
  return `${path}: ${Math.round(size / 1_000)} KB`;
}
