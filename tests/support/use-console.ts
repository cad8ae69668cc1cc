import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { startConsole, type ConsoleUnderTest } from './console-world.js';
import { opened } from './opened.js';
import type { WorldOptions } from './world.js';

/**
 * Registers the hooks that start a system of its own and a browser, and end them.
 * @param options of the system. Its messages are captured unless `keys` is true.
 */
export function useConsole(options: Pick<WorldOptions, 'keys' | 'environment'> = {}): ConsoleUnderTest {
  return opened(
    () => startConsole(options),
    (it) => it.close(),
  );
}

/** What axe finds against WCAG 2.2 AA on a page as it is, in a form that says where. */
export async function violations(page: Page): Promise<string[]> {
  // What fades has half a colour.
  await page.evaluate(`Promise.allSettled(document.getAnimations().map(({ finished }) => finished))`);
  const { violations: found } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    // A mail is the shop's own text, in a frame that runs no scripts.
    .exclude('iframe')
    .analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`),
  );
}

/** Pixels by which a page is wider than its window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}
