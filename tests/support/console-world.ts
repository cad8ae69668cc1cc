import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { ConsoleRole } from '@booking/notifications-core';
import { launchBrowser } from './chromium.js';
import { codeFor } from './console.js';
import { startWorld, until, type World, type WorldOptions } from './world.js';

/** The console in a real browser, over a system of its own whose messages are captured. */
export interface ConsoleUnderTest {
  readonly world: World;
  /** A link that signs in once, as `notify -- console-link` prints it. */
  link(role: ConsoleRole): Promise<string>;
  /** A window of somebody new, at the size of a laptop. Closed with the file. */
  window(): Promise<Page>;
  /** A window of somebody who is signed in, at a page of the console: `/inbox`. */
  visit(path: string, role?: ConsoleRole): Promise<Page>;
  /** What pages wrote to the browser's console as errors, broken rules of the CSP among them. */
  readonly errors: readonly string[];
  close(): Promise<void>;
}

const LAPTOP = { width: 1280, height: 800 } as const;
export const PHONE = { width: 375, height: 720 } as const;

/** @param look of the windows, over light ones of a laptop. */
export async function startConsole(
  { keys = false, environment }: Pick<WorldOptions, 'keys' | 'environment'> = {},
  look: BrowserContextOptions = {},
): Promise<ConsoleUnderTest> {
  const [world, browser] = await Promise.all([
    // What links lead to is this process.
    startWorld({ keys, environment: { PUBLIC_BASE_URL: '', BUSINESS_NAME: '6FB Barbershop', ...environment } }),
    launchBrowser(),
  ]);
  const contexts: BrowserContext[] = [];
  const errors: string[] = [];
  const link: ConsoleUnderTest['link'] = async (role) =>
    `${world.apis[0]!.url}/console/sign-in#${await codeFor(world.sql, role)}`;
  const window = async (): Promise<Page> => {
    const context = await newContext(browser, look);
    contexts.push(context);
    const page = await context.newPage();
    page.on('console', (message) => {
      // A refusal is shown by the page, and tests look for it there.
      if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) errors.push(message.text());
    });
    page.on('pageerror', ({ message }) => errors.push(message));
    return page;
  };
  return {
    world,
    errors,
    link,
    window,
    visit: async (path, role = 'admin') => {
      const page = await window();
      await page.goto(await link(role));
      await page.getByRole('navigation').waitFor();
      await page.goto(`${world.apis[0]!.url}/console${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      return page;
    },
    close: async () => {
      // Chromium can hang when a page closes during a navigation: the context ends all of it.
      await Promise.allSettled(contexts.map((context) => context.close()));
      await browser.close();
      await world.close();
    },
  };
}

function newContext(browser: Browser, look: BrowserContextOptions): Promise<BrowserContext> {
  const usual = { viewport: LAPTOP, colorScheme: 'light', reducedMotion: 'reduce', locale: 'en-US' } as const;
  return browser.newContext({ ...usual, ...look });
}

/** Waits until a page has read what it shows. */
export async function loaded(page: Page): Promise<void> {
  await page.getByRole('main').waitFor();
  const loading = page.getByRole('status', { name: 'Loading' });
  await until(
    'the page has read what it shows',
    () => loading.count(),
    (count) => count === 0,
  );
}
