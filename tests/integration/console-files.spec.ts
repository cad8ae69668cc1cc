import { renameSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Queue from 'bull';
import { QUEUE_PREFIX } from '@booking/notifications-core';
import { booking } from '../support/api.js';
import { OWN_PAGE, signedIn } from '../support/console.js';
import { BESIDE_CONSOLE, CONSOLE_PAGE, CONSOLE_SCRIPT, makeConsoleFolder } from '../support/console-folder.js';
import { testRedisUrl } from '../support/database.js';
import { useApi } from '../support/use-api.js';

const built = makeConsoleFolder();
afterAll(() => built.remove());
const api = useApi({ CONSOLE_DIR: built.folder });

const BROWSER = { accept: 'text/html,application/xhtml+xml', 'sec-fetch-mode': 'navigate' };
let admin: Record<string, string>;
let staff: Record<string, string>;
beforeAll(async () => {
  admin = await signedIn(api, 'admin');
  staff = await signedIn(api, 'staff');
});

const open = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> =>
  fetch(api.url + path, { method, headers: { ...BROWSER, ...headers }, redirect: 'manual' });

/** As it is: `fetch` would tidy the path up. */
const openRaw = (path: string): Promise<{ readonly status: number; readonly text: string }> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(api.url);
    request({ hostname, port, path, headers: { cookie: admin['cookie'] } }, (answer) => {
      text(answer).then((body) => resolve({ status: answer.statusCode!, text: body }), reject);
    })
      .on('error', reject)
      .end();
  });

describe('an address of the console', () => {
  it.each([
    ['/console/', './'],
    ['/console/notifications', './'],
    ['/console/notifications?status=failed', './'],
    ['/console/notifications/0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f', '../'],
    ['/console/templates/appointment_reminder/sms', '../../'],
    ['/console/people/john.doe%40example.com', '../'],
  ])('shows its page to who is signed in: %s', async (path, wayUp) => {
    const page = await open(path, staff);
    expect({ status: page.status, text: await page.text() }).toEqual({
      status: 200,
      text: CONSOLE_PAGE.replace('"/console/"', `"${wayUp}"`),
    });
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('cache-control')).toBe('no-cache');
  });

  it.each([
    ['/console/', 'sign-in'],
    ['/console/status', 'sign-in?to=%2Fstatus'],
    ['/console/notifications?status=failed', 'sign-in?to=%2Fnotifications%3Fstatus%3Dfailed'],
    ['/console/people/a/b', '../../sign-in?to=%2Fpeople%2Fa%2Fb'],
  ])('leads to the sign-in page, and from there back, who is not: %s', async (path, to) => {
    for (const cookie of ['', 'booking-console=old']) {
      const answer = await open(path, { cookie });
      expect({ status: answer.status, to: answer.headers.get('location')?.replace(/^\.\//, '') }).toEqual({
        status: 302,
        to,
      });
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
  });

  it('shows its page to who follows a link of another site: the browser keeps the cookie to itself', async () => {
    expect((await open('/console/status', { 'sec-fetch-site': 'cross-site' })).status).toBe(200);
  });

  it('shows the sign-in page to everybody', async () => {
    expect((await open('/console/sign-in')).status).toBe(200);
    expect(await (await open('/console/sign-in-ways')).json()).toEqual({ links: true, oidc: false });
  });

  it('without a slash leads to the one with it, as does the front page in a browser', async () => {
    for (const path of ['/console', '/']) {
      const { status, headers } = await open(path);
      expect([status, headers.get('location')]).toEqual([302, 'console/']);
    }
    const { body } = await api.call<Record<string, unknown>>(null, 'GET', '/');
    expect(body).toMatchObject({ console: '/console/', docs: '/docs' });
  });

  it('takes nothing but to be read', async () => {
    expect((await open('/console/status', admin, 'POST')).status).toBe(404);
    expect((await open('/console/status', admin, 'HEAD')).status).toBe(200);
  });

  it('runs no script but its own, and stands in no frame', async () => {
    for (const path of ['/console/', '/console/sign-in', '/console/assets/index-1a2b3c4d.js']) {
      const { headers } = await open(path, staff);
      const policy = headers.get('content-security-policy')!;
      expect(policy).toContain("default-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/script-src|unsafe-eval/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });
});

describe('a file of the console', () => {
  it.each([
    ['br', 'br'],
    ['gzip, deflate', 'gzip'],
    ['gzip, br', 'br'],
    ['identity', null],
  ])('is kept for a year, and comes as small as the browser can read it (%s)', async (accepted, encoding) => {
    const answer = await open('/console/assets/index-1a2b3c4d.js', { 'accept-encoding': accepted });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-encoding')).toBe(encoding);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.get('content-type')).toMatch(/^(text|application)\/javascript/);
    expect(await answer.text()).toBe(CONSOLE_SCRIPT);
  });

  it('that an older page asks for is missing, and nobody remembers that', async () => {
    const answer = await open('/console/assets/index-00000000.js');
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('that stands beside the page is asked for again', async () => {
    const answer = await open('/console/icon.svg');
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-cache']);
    expect((await open('/console/index.html', staff)).status).toBe(200);
  });

  it.each([
    '/console/../package.json',
    '/console/%2e%2e/package.json',
    '/console/..%2fpackage.json',
    '/console/assets/../../package.json',
    '/console/assets/%2e%2e/%2e%2e/package.json',
    '/console/assets/..%2f..%2fpackage.json',
  ])('is one of its folder: %s is none', async (path) => {
    const { status, text } = await openRaw(path);
    expect([200, 404]).toContain(status);
    expect(text).not.toContain(BESIDE_CONSOLE);
  });
});

describe('a console that was not built', () => {
  it('says which command builds it', async () => {
    const page = join(built.folder, 'index.html');
    renameSync(page, `${page}.away`);
    const answer = await open('/console/sign-in');
    renameSync(`${page}.away`, page);
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('npx nx build @booking/console');
  });
});

describe('the queues', () => {
  it('are shown to admins alone', async () => {
    const statusFor = async (headers: Record<string, string>): Promise<number> =>
      (await open('/console/board/api/queues', headers)).status;
    expect([await statusFor(admin), await statusFor(staff), await statusFor({})]).toEqual([200, 403, 401]);
    expect(await statusFor({ ...admin, 'sec-fetch-site': 'cross-site' })).toBe(403);
    const page = await open('/console/board/', admin);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'self'");
    const text = await page.text();
    expect(text).toContain('<base href="/console/board/"');
    const script = /src="(static\/js\/main[^"]+)"/.exec(text)![1]!;
    expect((await open(`/console/board/${script}`, admin)).status).toBe(200);
    expect((await open(`/console/board/${script}`)).status).toBe(401);
  });

  it('show ids of jobs, and nothing of a person in an event that another program has added', async () => {
    const queue = new Queue('notifications', testRedisUrl(), { prefix: QUEUE_PREFIX });
    const job = await queue.add('booking-event', booking('otto'), { delay: 3_600_000 });
    try {
      const seen = await (
        await open('/console/board/api/queues?activeQueue=notifications&status=delayed', admin)
      ).text();
      expect(seen).toContain('"booking-event"');
      expect(seen).not.toMatch(/otto|A Client/);
      const one = await (await open(`/console/board/api/queues/notifications/${String(job.id)}`, admin)).text();
      expect(one).not.toMatch(/otto|A Client/);
      for (const action of ['retry', 'promote', 'clean'])
        expect(
          (
            await open(
              `/console/board/api/queues/notifications/${String(job.id)}/${action}`,
              { ...admin, ...OWN_PAGE },
              'PUT',
            )
          ).status,
        ).toBe(405);
      expect(await job.getState()).toBe('delayed');
    } finally {
      await job.remove();
      await queue.close();
    }
  });
});
