import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import openWith from 'open';
import { dataDirOf, type Environment, makeDataDir, settingOf } from '@booking/local-stack';

/** How a page is shown. */
export type Opener = (url: string) => Promise<unknown>;

/** One file, written anew each time: messages name people, so they do not pile up. */
const PAGE = 'message.html';

/**
 * Writes the page into the data folder, where only its owner can read it, and opens it in the browser. Does not wait
 * for the browser.
 * @param how tests replace the opener and the platform.
 * @returns where the page is, and whether a browser was asked to show it: without a display there is none.
 * @throws {UserError} when the data folder cannot be written.
 */
export async function showPage(
  html: string,
  environment: Environment,
  { open = openWith, platform = process.platform }: { readonly open?: Opener; readonly platform?: string } = {},
): Promise<{ readonly file: string; readonly opened: boolean }> {
  const dataDir = dataDirOf(environment);
  makeDataDir(dataDir);
  const file = join(dataDir, PAGE);
  writeFileSync(file, html, { mode: 0o600 });
  if (!hasDisplay(environment, platform)) return { file, opened: false };
  const opened = await open(pathToFileURL(file).href).then(
    () => true,
    () => false,
  );
  return { file, opened };
}

/** Over SSH a browser would open on the other machine, or in the terminal. */
function hasDisplay(environment: Environment, platform: string): boolean {
  const set = (variable: string): boolean => settingOf(environment, variable) !== undefined;
  if (platform === 'darwin' || platform === 'win32') return !set('SSH_CONNECTION');
  return set('DISPLAY') || set('WAYLAND_DISPLAY') || set('WSL_DISTRO_NAME');
}
