import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { showPage } from './browser.js';

let dataDir: string;
let opened: string[];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'browser-spec-'));
  opened = [];
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const show = (
  over: Readonly<Record<string, string>>,
  { open = opener, platform = 'linux' } = {},
): ReturnType<typeof showPage> => showPage('<p>Hi', { NOTIFICATIONS_DATA_DIR: dataDir, ...over }, { open, platform });

const opener = (url: string): Promise<void> => {
  opened.push(url);
  return Promise.resolve();
};

describe('a page for the browser', () => {
  it('is a file that only its owner can read, and is opened where there is a display', async () => {
    const file = join(dataDir, 'message.html');
    expect(await show({ DISPLAY: ':0' })).toEqual({ file, opened: true });
    expect(opened).toEqual([pathToFileURL(file).href]);
    expect(readFileSync(file, 'utf8')).toBe('<p>Hi');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['linux', {}],
    ['darwin', { SSH_CONNECTION: '10.0.0.1 50000 10.0.0.2 22' }],
  ])('is only written where there is no display (%s)', async (platform, environment) => {
    expect(await show(environment, { platform })).toMatchObject({ opened: false });
    expect(opened).toEqual([]);
  });

  it('is opened on a Mac that somebody sits at', async () => {
    expect(await show({}, { platform: 'darwin' })).toMatchObject({ opened: true });
  });

  it('is told as not opened when the browser cannot be started', async () => {
    const missing = (): Promise<void> => Promise.reject(new Error('spawn ENOENT'));
    expect(await show({ DISPLAY: ':0' }, { open: missing })).toMatchObject({ opened: false });
  });
});
