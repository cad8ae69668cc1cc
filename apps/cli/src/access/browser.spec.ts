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

const show = (over: Readonly<Record<string, string>>, open = opener): ReturnType<typeof showPage> =>
  showPage('<p>Hi', { NOTIFICATIONS_DATA_DIR: dataDir, ...over }, open);

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

  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux('is only written where there is no display', async () => {
    expect(await show({})).toMatchObject({ opened: false });
    expect(opened).toEqual([]);
  });

  it('is told as not opened when the browser cannot be started', async () => {
    const missing = (): Promise<void> => Promise.reject(new Error('spawn ENOENT'));
    expect(await show({ DISPLAY: ':0' }, missing)).toMatchObject({ opened: false });
  });
});
