import { beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN, NOTIFICATIONS, refused, SERVICE } from '../support/api.js';
import { useApi } from '../support/use-api.js';

const api = useApi({ BUSINESS_NAME: 'Bob & <Sons>', DEFAULT_LOCALE: 'en' });

const FORM = 'application/x-www-form-urlencoded';
const MARKETING = {
  template_name: 'marketing_announcement',
  context: { headline: 'News', message: 'Two for one.' },
  channels: ['email'],
};

type Captured = { readonly html: string; readonly text: string; readonly subject: string };

const preferences = (id: string, body?: object) =>
  api.call<Record<string, unknown>>(
    ADMIN,
    body === undefined ? 'GET' : 'PUT',
    `/api/v2/recipients/${id}/preferences`,
    body === undefined ? {} : { body },
  );
const wantsMarketing = async (id: string): Promise<unknown> => {
  const { rows } = await api.sql.query<{ email_marketing: boolean }>(
    'SELECT email_marketing FROM preference WHERE user_id = $1',
    [id],
  );
  return rows[0]?.email_marketing;
};
const announce = (id: string) =>
  api.call<{ notifications: readonly { id: string }[] }>(SERVICE, 'POST', NOTIFICATIONS, {
    body: { user_id: id, ...MARKETING },
  });
const sendAll = () => api.call(ADMIN, 'POST', `${NOTIFICATIONS}/process-queue?batch_size=200`);
const captured = async (to: string): Promise<Captured[]> =>
  (await api.call<Captured[]>(ADMIN, 'GET', `/api/v2/sandbox/messages?to=${to}`)).body;

/** Makes a person who wants marketing, and sends them some. Gives the path of the link in it. */
async function linkFor(id: string, details: object = {}): Promise<string> {
  const email = `${id}@example.com`;
  await api.call(SERVICE, 'PUT', `/api/v2/recipients/${id}`, { body: { email, ...details } });
  await preferences(id, { email_marketing: true });
  expect((await announce(id)).status).toBe(202);
  await sendAll();
  const [mail] = await captured(email);
  const url = /href="([^"]*\/unsubscribe\/[^"]*)"/.exec(mail!.html)![1]!;
  return new URL(url).pathname;
}

const open = (path: string, headers: Record<string, string> = {}) =>
  api.call<string>(null, 'GET', path, { headers: { accept: 'text/html', ...headers } });
const post = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
  api.call<string>(null, 'POST', path, {
    text: new URLSearchParams(form).toString(),
    headers: { 'content-type': FORM, ...headers },
  });

let path: string;
beforeAll(async () => {
  path = await linkFor('ann');
});

describe('the link in a marketing mail', () => {
  it('stands in both parts, and leads to the API of this machine where no other address is set', async () => {
    const [mail] = await captured('ann@example.com');
    expect(mail!.html).toContain(`href="http://localhost:`);
    expect(mail!.html).toContain(`${path}"`);
    expect(mail!.text).toMatch(/Unsubscribe: http:\/\/localhost:\d+\/api\/v2\/unsubscribe\/[\w-]+/);
  });

  it('is in no message about an appointment', async () => {
    await api.call(SERVICE, 'PUT', '/api/v2/recipients/cleo', { body: { email: 'cleo@example.com' } });
    await api.book('cleo');
    await sendAll();
    const [mail] = await captured('cleo@example.com');
    expect(mail!.subject).toContain('Haircut');
    expect(mail!.html + mail!.text).not.toMatch(/unsubscribe/i);
  });

  it('changes nothing when it is opened, by a person or by a program that checks links', async () => {
    const page = await open(path);
    expect(page.status).toBe(200);
    await api.call(null, 'HEAD', path);
    await open(path, { accept: '*/*', 'user-agent': 'link-checker' });
    expect(await wantsMarketing('ann')).toBe(true);
    expect(page.body).toContain('<h1>Unsubscribe?</h1>');
  });

  it('shows from whom the messages come, what ends, what stays, and one button that needs no script', async () => {
    const { body } = await open(path);
    expect(body).toContain('<bdi>Bob &#38; &#60;Sons&#62;</bdi>');
    expect(body).toMatch(/no more news and offers from \S+Bob &#38; &#60;Sons&#62;\S+ by email/);
    expect(body).toContain('Messages about your appointments are not affected.');
    expect(body.match(/<button/g)).toHaveLength(1);
    expect(body).toMatch(/<form method="post">\s*<button name="action" value="unsubscribe">/);
    expect(body).not.toMatch(/<script|<Sons>|ann/);
  });

  it('may be kept, framed, listed or followed by nobody', async () => {
    const { headers } = await open(path);
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-robots-tag')).toBe('noindex, nofollow');
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

describe('unsubscribing', () => {
  it('by the button of the page can be undone there, as often as one likes', async () => {
    const own = await linkFor('ben');
    for (const _ of [1, 2]) {
      const { status, body } = await post(own, { action: 'unsubscribe' });
      expect(status).toBe(200);
      expect(body).toContain('<h1>You are unsubscribed</h1>');
      expect(body).toContain('value="undo"');
      expect(await wantsMarketing('ben')).toBe(false);
    }
    expect((await open(own)).body).toContain('<h1>You are unsubscribed</h1>');

    for (const _ of [1, 2]) {
      expect((await post(own, { action: 'undo' })).body).toContain('<h1>You are subscribed again</h1>');
      expect(await wantsMarketing('ben')).toBe(true);
    }
  });

  it.each<[string, string | FormData | URLSearchParams]>([
    ['a form', new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })],
    ['a form in parts', partsOf({ 'List-Unsubscribe': 'One-Click' })],
  ])('by the one click of a mail provider works with %s and is answered in a word', async (kind, body) => {
    const id = `click-${kind.length}`;
    const own = await linkFor(id);
    for (const _ of [1, 2]) {
      const answer = await fetch(api.url + own, { method: 'POST', body });
      expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
        200,
        'text/plain; charset=utf-8',
        'Unsubscribed.',
      ]);
      expect(await wantsMarketing(id)).toBe(false);
    }
  });

  it('stops the marketing that waits and nothing else', async () => {
    const own = await linkFor('dora');
    const waiting = (await announce('dora')).body.notifications[0]!;
    await api.book('dora', { client: { id: 'dora', email: 'dora@example.com' } });
    await post(own, { 'List-Unsubscribe': 'One-Click' });
    await sendAll();

    expect((await api.call(ADMIN, 'GET', `${NOTIFICATIONS}/history/${waiting.id}`)).body).toMatchObject({
      status: 'cancelled',
      reason: 'preference_off',
    });
    const subjects = (await captured('dora@example.com')).map(({ subject }) => subject);
    expect(subjects.filter((subject) => subject === 'News')).toHaveLength(1);
    expect(subjects.filter((subject) => subject.includes('Haircut'))).toHaveLength(1);
    expect(await announce('dora')).toMatchObject({ status: 202, body: { skipped: [{ reason: 'preference_off' }] } });
  });

  it('leaves the other preferences as they are, and makes them where there are none', async () => {
    const own = await linkFor('emil');
    await preferences('emil', { sms_marketing: true, email_appointment_reminder: false, reminder_hours: [5] });
    await post(own, { action: 'unsubscribe' });
    expect((await preferences('emil')).body).toMatchObject({
      email_marketing: false,
      sms_marketing: true,
      email_appointment_reminder: false,
      email_appointment_confirmation: true,
      reminder_hours: [5],
    });

    await api.sql.query(`DELETE FROM preference WHERE user_id = 'emil'`);
    expect((await open(own)).body).toContain('<h1>You are unsubscribed</h1>');
    expect(await wantsMarketing('emil')).toBeUndefined();
    await post(own, { action: 'unsubscribe' });
    expect(await wantsMarketing('emil')).toBe(false);
  });

  it('has nothing to do for a person who was erased, and stores nothing of them', async () => {
    const own = await linkFor('fay');
    await api.call(SERVICE, 'DELETE', '/api/v2/recipients/fay');

    expect((await open(own)).body).toContain('<h1>There is nothing to unsubscribe from</h1>');
    for (const form of [{ action: 'unsubscribe' }, { action: 'undo' }])
      expect(await post(own, form)).toMatchObject({ status: 200, body: expect.stringContaining('nothing to') });
    expect((await post(own, { 'List-Unsubscribe': 'One-Click' })).status).toBe(200);
    expect(await wantsMarketing('fay')).toBeUndefined();
  });

  it.each<[string, object, string, string]>([
    ['their language', { locale: 'fr' }, 'de', '<html lang="fr" dir="ltr">'],
    ['that of their browser where theirs is not known', {}, 'it, pt-BR;q=0.8', '<html lang="pt" dir="ltr">'],
    ['Arabic from right to left', { locale: 'ar-EG' }, 'en', '<html lang="ar" dir="rtl">'],
    ['English where nothing else fits', { locale: 'it' }, 'ja', '<html lang="en" dir="ltr">'],
  ])('is shown in %s', async (what, details, accepted, html) => {
    const own = await linkFor(`lang-${what.length}`, details);
    expect((await open(own, { 'accept-language': accepted })).body).toContain(html);
  });
});

describe('a link that is none of ours', () => {
  const WRONG = ['unknown', 'A'.repeat(1_500), '%00', encodeURIComponent('../history'), '__proto__'];

  it('is not found, and changes nothing', async () => {
    const token = path.split('/').at(-1)!;
    const flipped = token.slice(0, -2) + (token.at(-2) === 'A' ? 'B' : 'A') + token.at(-1)!;
    for (const wrong of [...WRONG, token.slice(1), `${token}A`, flipped]) {
      const at = `/api/v2/unsubscribe/${wrong}`;
      expect(await api.call(null, 'GET', at)).toMatchObject(refused(404));
      expect(await post(at, { 'List-Unsubscribe': 'One-Click' })).toMatchObject(refused(404));
    }
    expect(await wantsMarketing('ann')).toBe(true);
  });

  it('is told to a person by a page that says what to do', async () => {
    const answer = await fetch(`${api.url}/api/v2/unsubscribe/unknown`, {
      headers: { accept: 'text/html', 'accept-language': 'de' },
    });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await answer.text()).toContain('<h1>Dieser Link funktioniert nicht</h1>');
  });

  it('says which field is wrong in a form that is neither of ours nor a mail provider’s', async () => {
    for (const [field, value] of [
      ['action', 'delete'],
      ['List-Unsubscribe', 'yes'],
      ['x', '1'],
    ] as const)
      expect(await post(path, { [field]: value })).toMatchObject(refused(422, 'List-Unsubscribe'));
    const parts = { 'content-type': 'multipart/form-data; boundary=x' };
    expect(await api.call(null, 'POST', path, { text: 'no parts', headers: parts })).toMatchObject(refused(400));
    expect(await api.call(null, 'POST', path, { body: { action: 'unsubscribe' } })).toMatchObject(refused(415));
    expect(await wantsMarketing('ann')).toBe(true);
  });

  it('nor any other stands in the log', () => {
    expect(api.logs()).not.toContain(path.split('/').at(-1));
  });
});

function partsOf(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}
