import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '@booking/local-stack';
import { chromium, type Browser, type LaunchOptions } from 'playwright-core';

/** A root user's browser has no sandbox, and opens nothing but our own pages. */
const ARGS = ['--no-sandbox', '--disable-dev-shm-usage', '--force-color-profile=srgb'];
const START_MS = 60_000;

/**
 * A real browser, without a window: `CHROMIUM` (a path), else the one that `@sparticuz/chromium` ships in its npm
 * package (Linux on x64), else a Chrome that is installed.
 * @throws with what to install, where there is none.
 */
export async function launchBrowser(): Promise<Browser> {
  try {
    return await chromium.launch({ ...(await browserAtHand()), args: ARGS, timeout: START_MS });
  } catch (error) {
    throw new Error('No browser starts here. Install Chrome, or set CHROMIUM to the path of a Chromium.', {
      cause: error,
    });
  }
}

async function browserAtHand(): Promise<LaunchOptions> {
  const own = process.env['CHROMIUM'];
  if (own !== undefined && own !== '') return { executablePath: own };
  if (process.platform !== 'linux' || process.arch !== 'x64') return { channel: 'chrome' };
  const folder = await unpacked();
  const libraries = [join(folder, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH'] ?? ''].filter((path) => path !== '');
  return {
    executablePath: join(folder, 'chromium'),
    // What the machine has comes first only where somebody said so; its fonts are used if it has any.
    env: { ...process.env, LD_LIBRARY_PATH: libraries.join(':'), FONTCONFIG_PATH: fontsOf(folder) },
  };
}

/** The machine's fonts look as people see them. A server without any gets the one of the package. */
function fontsOf(folder: string): string {
  return existsSync('/etc/fonts/fonts.conf') ? '/etc/fonts' : join(folder, 'fonts');
}

/** The folder with the unpacked browser. Several test files may want it at once: each unpacks, and the first stays. */
async function unpacked(): Promise<string> {
  const manifest = join(repositoryRoot, 'tests', 'node_modules', '@sparticuz', 'chromium', 'package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string };
  const cache = join(repositoryRoot, 'node_modules', '.cache');
  const folder = join(cache, `chromium-${version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const mine = mkdtempSync(join(cache, 'chromium-'));
  const script = join(repositoryRoot, 'tests', 'support', 'unpack-chromium.mjs');
  await promisify(execFile)(process.execPath, [script], { env: { ...process.env, TMPDIR: mine } });
  try {
    renameSync(mine, folder);
  } catch (error) {
    rmSync(mine, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
