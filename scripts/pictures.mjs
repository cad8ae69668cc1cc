// `npm run pictures`: takes the pictures of the front page (docs/images) of a stack of its own, which it ends again.
// Needs a Chromium: CHROMIUM, else one on the PATH.
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { whenPrepared } from './prepared.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const images = join(root, 'docs', 'images');

/** CSS pixels; each is 2 × 2 in the picture. */
const SIZES = { email: [640, 700], sms: [400, 215], docs: [800, 486] };
/** So that the front page opens fast. */
const MOST_BYTES = 150_000;
/** Below this stand the calls; above it title, introduction and servers. */
const CALLS_FROM = 562;
/** Of a window's height Chromium keeps a part for itself, and leaves it white. */
const WINDOW_FRAME = 200;
/** Swagger UI needs a moment to draw. */
const DRAWN_WITHIN_MS = 10_000;
const SENT_WITHIN_MS = 30_000;

/** What would let messages out, or write into servers of somebody else. */
const NOT_OURS = ['SENDGRID_API_KEY', 'TWILIO_ACCOUNT_SID', 'DATABASE_URL', 'REDIS_URL', 'NODE_ENV', 'JWT_JWKS_URL'];

class UserError extends Error {}

async function takePictures() {
  const chromium = findChromium();
  const { readEnvironment, readRunningStack, settingOf } = await import('../libs/local-stack/dist/index.js');
  const written = readEnvironment({});
  const inTheWay = NOT_OURS.filter((variable) => settingOf(written, variable) !== undefined);
  if (inTheWay.length > 0)
    throw new UserError(`Pictures are taken in the sandbox. Move .env away first: it sets ${inTheWay.join(', ')}.`);

  const folder = mkdtempSync(join(tmpdir(), 'booking-pictures-'));
  const notify = commandLine(folder);
  const end = () => {
    spawnSync(...notify.call('stop'));
    rmSync(folder, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.once(signal, () => {
      end();
      process.exit(1);
    });
  try {
    console.log('Starting a stack …');
    await notify.run('start');
    const { apiUrl } = readRunningStack(folder);
    const token = (await notify.run('token', '--role', 'admin', '--sub', 'admin')).trim();
    const pages = await messagePages(apiUrl, token);
    mkdirSync(images, { recursive: true });
    const take = cameraOf(chromium, folder);
    // No page may frame the API's: its picture is taken whole, and then a picture of the part that shows the calls.
    const whole = join(folder, 'whole.png');
    const [width, height] = SIZES.docs;
    await take(whole, [width, CALLS_FROM + height + WINDOW_FRAME], new URL('/docs', apiUrl));
    for (const [name, html] of Object.entries({ ...pages, docs: lowerPart(whole, CALLS_FROM) })) {
      const picture = join(images, `${name}.png`);
      await take(picture, SIZES[name], html);
      assertSmall(picture);
    }
  } finally {
    end();
  }
}

/** @throws {UserError} when there is none. */
function findChromium() {
  const { CHROMIUM, PATH = '' } = process.env;
  if (CHROMIUM) return CHROMIUM;
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const found = names
    .flatMap((name) => PATH.split(delimiter).map((directory) => join(directory, name)))
    .find((path) => existsSync(path));
  if (found === undefined)
    throw new UserError(`No browser: install Chromium, or set CHROMIUM to its path (${names.join(', ')} on the PATH).`);
  return found;
}

/** The operators' command line, on a data folder and ports that nobody else has. */
function commandLine(folder) {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, NOTIFICATIONS_DATA_DIR: folder, HOST: '127.0.0.1', API_PORT: '0', WORKER_PORT: '0' };
  const call = (...args) => [process.execPath, [join(root, 'apps', 'cli', 'dist', 'main.js'), ...args], { env }];
  return { call, run: async (...args) => (await promisify(execFile)(...call(...args))).stdout };
}

/** Email and SMS of a sample booking, as HTML. */
async function messagePages(apiUrl, token) {
  const ask = async (path, body) => {
    const response = await fetch(`${apiUrl}/api/v2/${path}`, {
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const { sampleBooking } = await import('../apps/cli/dist/samples/booking.js');
  await ask('booking-events', sampleBooking(new Date()));

  const deadline = Date.now() + SENT_WITHIN_MS;
  for (;;) {
    const messages = await ask('sandbox/messages');
    const [email, sms] = ['email', 'sms'].map((channel) => messages.find((message) => message.channel === channel));
    if (email && sms) {
      const draft = { template_name: 'captured', template_type: 'sms', body: sms.text, context: {} };
      const measured = await ask('notifications/templates/preview', draft);
      return { email: emailPage(email), sms: smsPage(sms, measured.sms) };
    }
    if (Date.now() > deadline) throw new Error('the messages of the booking did not go out');
    await wait(100);
  }
}

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const page = (style, body) =>
  `<!doctype html><meta charset="utf-8"><style>body { margin: 0; font: 15px sans-serif; ${style} }</style>${body}`;

function emailPage({ subject, to, html }) {
  return page(
    'background: #fff;',
    `<div style="padding: 14px 20px; border-bottom: 1px solid #ddd"><b>${escaped(subject)}</b>
       <div style="color: #666; margin-top: 4px">to ${escaped(to)}</div></div>
     <iframe style="border: 0; width: 100%; height: 2000px" srcdoc="${escaped(html)}"></iframe>`,
  );
}

function smsPage({ to, text }, { segments, encoding, characters }) {
  const parts = segments === 1 ? '1 segment' : `${segments} segments`;
  return page(
    'background: #f2f2f7; padding: 20px 24px;',
    `<div style="text-align: center; color: #777; margin-bottom: 16px">${escaped(to)}</div>
     <div style="background: #fff; border-radius: 18px 18px 18px 4px; padding: 14px 16px; line-height: 1.45;
       box-shadow: 0 1px 2px #0002; overflow-wrap: anywhere">${escaped(text)}</div>
     <div style="color: #777; font-size: 13px; margin: 10px 4px">${parts} · ${characters} characters · ${encoding}</div>`,
  );
}

/** The part of a picture that begins there. */
const lowerPart = (picture, from) =>
  page('overflow: hidden;', `<img style="width: 100%; margin-top: -${from}px" src="file://${picture}">`);

/** Lets the browser take a picture of a page, which is HTML or an address. */
function cameraOf(chromium, folder) {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return async (picture, [width, height], page) => {
    const file = join(folder, 'page.html');
    if (typeof page === 'string') writeFileSync(file, page);
    await promisify(execFile)(chromium, [
      ...['--headless', '--disable-gpu', '--disable-background-networking', '--hide-scrollbars', ...sandbox],
      ...[`--user-data-dir=${join(folder, 'chromium')}`, `--window-size=${width},${height}`],
      ...['--force-device-scale-factor=2', `--virtual-time-budget=${DRAWN_WITHIN_MS}`],
      ...[`--screenshot=${picture}`, typeof page === 'string' ? `file://${file}` : page.href],
    ]);
  };
}

/** @throws {UserError} when it is too large. */
function assertSmall(picture) {
  const { size } = statSync(picture);
  console.log(`${picture}: ${Math.round(size / 1_000)} KB`);
  if (size > MOST_BYTES) throw new UserError(`${picture} is larger than ${MOST_BYTES / 1_000} KB: make SIZES smaller.`);
}

whenPrepared(async () => {
  try {
    await takePictures();
    return 0;
  } catch (error) {
    console.error(error instanceof UserError ? error.message : error);
    return 1;
  }
});
