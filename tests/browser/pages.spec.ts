import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { repositoryRoot } from '@booking/local-stack';
import { appointment, client, event } from '../support/bookings.js';
import { loaded, PHONE } from '../support/console-world.js';
import { overflow, useConsole, violations } from '../support/use-console.js';

const console_ = useConsole();
const JOHN = client({ id: 'john', name: 'John Doe' });
/** Kilobytes over the wire until the first page shows something. */
const FIRST_VIEW_KB = 300;

/** For three looks with axe, on a machine that is busy. */
const LOOKS_MS = 150_000;

let notificationId: string;

beforeAll(async () => {
  const { world } = console_;
  const told = await world.tell(event('booking.created', appointment({ id: 'apt-1', client: JOHN })));
  const [first] = told.notifications;
  notificationId = first!.id;
  await world.settled(
    told.notifications.filter(({ scheduled_for: at }) => Date.parse(at) < Date.now()).map(({ id }) => id),
  );
  // One that is left out of both channels.
  await world.tell(event('booking.created', appointment({ id: 'apt-2', client: { id: 'nobody', name: 'Nobody' } })));
});

describe('each page', () => {
  /** With its `h1`. */
  const PAGES: readonly (readonly [path: string, heading: RegExp])[] = [
    ['/', /^Overview$/],
    ['/inbox', /^Inbox$/],
    ['/notifications', /^Notifications$/],
    ['/notifications/:id', /./],
    ['/appointments', /^Appointments$/],
    ['/appointments/apt-1', /./],
    ['/people', /^People$/],
    ['/people/john', /John Doe/],
    ['/templates', /^Templates$/],
    ['/templates/appointment_confirmation/email', /confirmation/i],
    ['/templates/appointment_confirmation/sms', /confirmation/i],
    ['/analytics', /^Analytics$/],
    ['/suppressions', /^Opt-outs$/],
    ['/queues', /^Queues$/],
    ['/status', /^Status$/],
    ['/nowhere', /no such page/],
  ];

  it.each(PAGES)(
    '%s has one heading, is open to everybody by keyboard and screen reader, and fits a phone',
    async (path, heading) => {
      const page = await console_.visit(path.replace(':id', notificationId));
      await loaded(page);
      expect(await page.getByRole('heading', { level: 1 }).allInnerTexts()).toEqual([expect.stringMatching(heading)]);
      const found: Record<string, unknown> = { light: await violations(page) };

      await page.emulateMedia({ colorScheme: 'dark' });
      await page.locator('html[data-mantine-color-scheme=dark]').waitFor({ state: 'attached' });
      found['dark'] = await violations(page);

      await page.setViewportSize(PHONE);
      found['on a phone'] = await violations(page);
      found['wider than a phone, in pixels'] = await overflow(page);
      expect(found).toEqual({ light: [], dark: [], 'on a phone': [], 'wider than a phone, in pixels': 0 });
      await page.context().close();
    },
    LOOKS_MS,
  );

  it('broke no rule of the content security policy, and wrote no error', () => {
    expect(console_.errors).toEqual([]);
  });
});

it('pages that offer the templates to choose from can be opened one after the other', async () => {
  const page = await console_.visit('/notifications');
  for (const [name, field] of [
    ['Analytics', 'Message'],
    ['Notifications', 'Template'],
  ] as const) {
    await page.getByRole('link', { name, exact: true }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await loaded(page);
    expect(await page.getByLabel(field, { exact: true }).first().isVisible()).toBe(true);
  }
});

describe('the way in', () => {
  it('leads who is not signed in to sign in, and then to where they were going', async () => {
    const page = await console_.window();
    await page.goto(`${console_.world.apis[0]!.url}/console/notifications?status=failed`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await violations(page)).toEqual([]);

    const code = new URL(await console_.link('staff')).hash;
    await page.goto(new URL(page.url()).href + code);
    await page.reload();
    await page.getByRole('heading', { name: 'Notifications' }).waitFor();
    expect(page.url()).toMatch(/\/console\/notifications\?status=failed$/);
    expect(await page.evaluate('JSON.stringify([localStorage.length, document.cookie])')).toBe('[0,""]');
  });

  it('says of a link that was used how to get another one', async () => {
    const link = await console_.link('staff');
    const first = await console_.window();
    await first.goto(link);
    await first.getByRole('navigation').waitFor();

    const second = await console_.window();
    await second.goto(link);
    await second.getByRole('alert').waitFor();
    expect(await second.getByRole('alert').innerText()).toMatch(/does not work any more/);
    expect(await second.getByText('npm run notify -- console-link').count()).toBe(1);
  });

  it('ends on the server when somebody signs out', async () => {
    const page = await console_.visit('/', 'staff');
    const cookies = await page.context().cookies();
    await page.getByRole('button', { name: /your menu/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();

    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const answer = await fetch(`${console_.world.apis[0]!.url}/console/session`, { headers: { cookie } });
    expect(answer.status).toBe(401);
  });
});

it(`is at first under ${FIRST_VIEW_KB} KB over the wire`, async () => {
  const loaded = await filesOf(await console_.visit('/'));
  expect(loaded.length).toBeGreaterThan(2);
  const folder = join(repositoryRoot, 'apps', 'console', 'dist');
  const bytes = loaded.reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).length, 0);
  expect(bytes / 1_024).toBeLessThan(FIRST_VIEW_KB);
});

/** The built files that a page has loaded. */
async function filesOf(page: Page): Promise<string[]> {
  await loaded(page);
  const names = await page.evaluate<string[]>(
    `performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)`,
  );
  return [...new Set(names.filter((name) => /\.(js|css|svg)$/.test(name)))].map((name) =>
    name.replace('/console/', ''),
  );
}
