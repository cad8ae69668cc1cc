import { beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN, NOTIFICATIONS, refused, SERVICE } from '../support/api.js';
import { useApi } from '../support/use-api.js';

const api = useApi({ BUSINESS_NAME: 'Bob & <Sons>', DEFAULT_LOCALE: 'en', APPOINTMENT_REMINDER_HOURS: '[24, 2]' });

const FORM = 'application/x-www-form-urlencoded';

interface Captured {
  readonly html: string;
  readonly text: string;
}
interface Waiting {
  readonly state: string;
  readonly notification_type: string;
  readonly hours_until: number | null;
}

const captured = async (to: string): Promise<Captured[]> =>
  (await api.call<Captured[]>(ADMIN, 'GET', `/api/v2/sandbox/messages?to=${encodeURIComponent(to)}`)).body;
const sendAll = () => api.call(ADMIN, 'POST', `${NOTIFICATIONS}/process-queue?batch_size=200`);

const pathIn = (mail: Captured | undefined): string =>
  new URL(/href="([^"]*\/preferences\/[^"]*)"/.exec(mail!.html)![1]!).pathname;

/** Books for a new person, and gives the path of the link in their confirmation. */
async function linkFor(id: string, details: object = {}): Promise<string> {
  await api.call(SERVICE, 'PUT', `/api/v2/recipients/${id}`, { body: { email: `${id}@example.com`, ...details } });
  await api.book(id);
  await sendAll();
  return pathIn((await captured(`${id}@example.com`))[0]);
}

const stored = async (id: string): Promise<Record<string, unknown> | undefined> =>
  (await api.sql.query<Record<string, unknown>>('SELECT * FROM preference WHERE user_id = $1', [id])).rows[0];
const reminders = async (id: string): Promise<Waiting[]> =>
  (
    await api.sql.query<Waiting>(
      `SELECT state, notification_type, hours_until FROM notification
       WHERE user_id = $1 AND template_name = 'appointment_reminder' AND state = 'pending'
       ORDER BY notification_type, hours_until`,
      [id],
    )
  ).rows;

/** As a browser asks: it gets pages, and pages of refusals. */
async function browse(path: string, form?: string | Record<string, string>, headers: Record<string, string> = {}) {
  const answer = await fetch(api.url + path, {
    method: form === undefined ? 'GET' : 'POST',
    headers: { accept: 'text/html', 'accept-language': 'en', ...(form && { 'content-type': FORM }), ...headers },
    ...(form === undefined ? {} : { body: new URLSearchParams(form).toString() }),
  });
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
}

/** What a browser would send for the form of a page, as it is. */
function formOf(page: string): URLSearchParams {
  const form = new URLSearchParams();
  for (const [, attributes = ''] of page.matchAll(/<input ([^>]*)>/g)) {
    const read = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(attributes)?.[1] ?? '';
    if (read('type') === 'checkbox' && !/ checked/.test(attributes)) continue;
    form.append(read('name'), read('value'));
  }
  return form;
}

let path: string;
beforeAll(async () => {
  path = await linkFor('ann');
});

describe('the link "Manage what you receive"', () => {
  it('stands in both parts of a mail about an appointment', async () => {
    const [mail] = await captured('ann@example.com');
    expect(mail!.html).toMatch(/<a [^>]*clicktracking="off"[^>]*>Manage what you receive<\/a>/);
    expect(mail!.text).toMatch(/Manage what you receive: http:\/\/localhost:\d+\/api\/v2\/preferences\/[\w-]+/);
  });

  it('stands in marketing too, and is no link to unsubscribe by', async () => {
    await api.call(ADMIN, 'PUT', '/api/v2/recipients/ann/preferences', { body: { email_marketing: true } });
    await api.call(SERVICE, 'POST', NOTIFICATIONS, {
      body: {
        user_id: 'ann',
        template_name: 'marketing_announcement',
        context: { headline: 'News', message: 'Two for one.', preferences_url: 'https://evil.example/' },
        channels: ['email'],
      },
    });
    await sendAll();
    const mails = await captured('ann@example.com');
    const marketing = mails.find(({ text }) => text.includes('Two for one.'));
    expect(pathIn(marketing)).toBe(path);
    expect(marketing!.html).not.toContain('evil.example');
    const token = path.split('/').at(-1)!;
    expect((await api.call(null, 'GET', `/api/v2/unsubscribe/${token}`)).status).toBe(404);
    const unsubscribe = /\/unsubscribe\/([\w-]+)"/.exec(marketing!.html)![1]!;
    expect((await api.call(null, 'GET', `/api/v2/preferences/${unsubscribe}`)).status).toBe(404);
  });

  it('is in no SMS', async () => {
    const messages = await captured('+12025550123');
    expect(messages).not.toEqual([]);
    for (const { text, html } of messages) {
      expect(html).toBeNull();
      expect(text).not.toContain('/preferences/');
    }
  });

  it('is neither stored with the message nor written to the log', async () => {
    const { rows } = await api.sql.query(`SELECT FROM notification WHERE context::text LIKE '%/api/v2/preferences/%'`);
    expect(rows).toEqual([]);
    await browse(path);
    await browse(path, { reminder_hours: 'soon' });
    expect(api.logs()).not.toContain(path.split('/').at(-1));
  });
});

describe('the page', () => {
  it('shows what the reader receives, in labelled groups, and needs no script', async () => {
    const { status, body } = await browse(path);
    expect(status).toBe(200);
    expect(body).toContain('<bdi>Bob &#38; &#60;Sons&#62;</bdi>');
    expect([...body.matchAll(/<legend>([^<]*)</g)].map(([, legend]) => legend)).toEqual([
      'Email',
      'Text messages',
      'When to remind me',
      'Quiet hours',
    ]);
    expect(Object.fromEntries(formOf(body))).toMatchObject({
      email_enabled: 'on',
      email_appointment_reminder: 'on',
      sms_marketing: 'off',
      reminder_hours: '24, 2',
      quiet_hours_enabled: 'off',
      quiet_hours_start: '22:00',
      quiet_hours_end: '08:00',
    });
    expect(body).not.toMatch(/<script|<Sons>|\bann\b|@example|\+1202/);
  });

  it('changes and stores nothing when it is opened, by a person or by a program that checks links', async () => {
    const own = await linkFor('opener');
    await browse(own);
    await api.call(null, 'HEAD', own);
    await api.call(null, 'GET', own, { headers: { 'user-agent': 'link-checker' } });
    expect(await stored('opener')).toBeUndefined();
  });

  it('may be kept, framed, listed or followed by nobody', async () => {
    const { headers } = await browse(path);
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-robots-tag')).toBe('noindex, nofollow');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it.each<[string, object, string, string, string]>([
    ['their language', { locale: 'de-AT' }, 'fr', '<html lang="de" dir="ltr">', 'Was Sie bekommen'],
    ['that of their browser', {}, 'it, pt-BR;q=0.8', '<html lang="pt" dir="ltr">', 'O que você recebe'],
    ['Arabic from right to left', { locale: 'ar' }, 'en', '<html lang="ar" dir="rtl">', 'ما الذي يصلك'],
  ])('is shown in %s', async (what, details, accepted, html, heading) => {
    const own = await linkFor(`lang-${what.length}`, details);
    const { body } = await browse(own, undefined, { 'accept-language': accepted });
    expect(body).toContain(html);
    expect(body).toContain(`<h1>${heading}</h1>`);
  });

  it('names the clock of the quiet hours', async () => {
    const own = await linkFor('zoe', { timezone: 'Europe/Paris' });
    expect((await browse(own)).body).toMatch(/By the clock of \S*Central European Time/);
    expect((await browse(path)).body).toContain('By the clock of the place of your appointment.');
  });
});

describe('saving', () => {
  it('the form as it is changes nothing, and says that it is saved', async () => {
    const own = await linkFor('sam');
    const wanted = { timezone: 'Asia/Tokyo', locale: 'en-GB', reminder_hours: [5, 48], sms_marketing: true };
    await api.call(ADMIN, 'PUT', '/api/v2/recipients/sam/preferences', { body: wanted });
    const { updated_at: _, ...before } = (await stored('sam'))!;
    const { status, body } = await browse(own, Object.fromEntries(formOf((await browse(own)).body)));
    expect(status).toBe(200);
    expect(body).toMatch(/<div class="told" role="status"><p>Saved\./);
    expect(await stored('sam')).toMatchObject(before);
  });

  it('holds at once, for reminders that are already planned too', async () => {
    const own = await linkFor('rita');
    expect(await reminders('rita')).toHaveLength(4);
    const changed = formOf((await browse(own)).body);
    changed.set('sms_enabled', 'off');
    changed.set('reminder_hours', '48; 3');
    expect((await browse(own, changed.toString())).status).toBe(200);

    expect(await stored('rita')).toMatchObject({ sms_enabled: false, email_enabled: true, reminder_hours: [48, 3] });
    expect(await reminders('rita')).toEqual([
      { state: 'pending', notification_type: 'email', hours_until: 3 },
      { state: 'pending', notification_type: 'email', hours_until: 48 },
    ]);
    expect((await browse(own)).body).toContain('value="48, 3"');
  });

  it('changes only the fields that come', async () => {
    const own = await linkFor('olga');
    await api.call(ADMIN, 'PUT', '/api/v2/recipients/olga/preferences', { body: { email_marketing: true } });
    await browse(own, { sms_appointment_changes: 'off', timezone: 'Asia/Tokyo', locale: 'fr', unknown: 'x' });
    expect(await stored('olga')).toMatchObject({
      sms_appointment_changes: false,
      email_marketing: true,
      timezone: null,
      locale: null,
      reminder_hours: [24, 2],
    });
  });

  it('takes no reminders, times with seconds, and the digits of an Arabic keyboard', async () => {
    const own = await linkFor('amal', { locale: 'ar' });
    await browse(own, { reminder_hours: '٤٨، ٣', quiet_hours_enabled: 'on', quiet_hours_start: '21:30:00' });
    expect(await stored('amal')).toMatchObject({
      reminder_hours: [48, 3],
      quiet_hours_enabled: true,
      quiet_hours_start: '21:30',
    });
    await browse(own, { reminder_hours: ' ' });
    expect(await stored('amal')).toMatchObject({ reminder_hours: [] });
    expect(await reminders('amal')).toEqual([]);
  });

  it('is refused with what is wrong beside its field, and nothing of what was typed is lost', async () => {
    const own = await linkFor('eve');
    const typed = {
      reminder_hours: '24, "soon"',
      quiet_hours_start: '25:00',
      sms_marketing: 'on',
      email_enabled: 'off',
    };
    const { status, body } = await browse(own, typed);
    expect(status).toBe(422);
    expect(body).toContain('<title>Error: What you receive');
    expect(body).toContain('role="alert"');
    expect(body).toContain('<a href="#reminder_hours">Reminders: give up to 10 different whole numbers');
    expect(body).toMatch(/id="reminder_hours"[^>]*value="24, &#34;soon&#34;"[^>]*aria-invalid="true"/);
    expect(body).toMatch(/aria-describedby="reminder_hours-wrong reminder_hours-hint"/);
    expect(body).toMatch(/<input type="text" id="quiet_hours_start"[^>]*value="25:00"/);
    expect(body).toContain('id="quiet_hours_start-wrong"');
    expect(body).toMatch(/id="sms_marketing"[^>]* checked/);
    expect(body).not.toMatch(/id="email_enabled"[^>]* checked/);
    expect(await stored('eve')).toBeUndefined();
  });

  it('names the fields to a program', async () => {
    const post = (form: Record<string, string>) =>
      api.call(null, 'POST', path, {
        text: new URLSearchParams(form).toString(),
        headers: { 'content-type': FORM },
      });
    expect(await post({ reminder_hours: '2, 2' })).toMatchObject(refused(422, 'reminder_hours'));
    expect(await post({ quiet_hours_end: '' })).toMatchObject(refused(422, 'quiet_hours_end'));
    expect(await post({ email_marketing: 'maybe' })).toMatchObject(refused(422, 'email_marketing'));
    expect((await post({ email_marketing: 'on' })).status).toBe(200);
    expect(await api.call(null, 'POST', path, { body: { email_marketing: true } })).toMatchObject(refused(415));
  });
});

describe('a link that leads to nobody', () => {
  const token = (): string => path.split('/').at(-1)!;

  it('is not found when it was guessed or changed', async () => {
    const flipped = token().slice(0, -2) + (token().at(-2) === 'A' ? 'B' : 'A') + token().at(-1)!;
    for (const wrong of ['unknown', 'A'.repeat(1_500), '%00', '__proto__', token().slice(1), `${token()}A`, flipped]) {
      const at = `/api/v2/preferences/${wrong}`;
      expect(await api.call(null, 'GET', at)).toMatchObject(refused(404));
      const sent = { text: 'email_enabled=off', headers: { 'content-type': FORM } };
      expect(await api.call(null, 'POST', at, sent)).toMatchObject(refused(404));
    }
  });

  it('is the same page for a stranger and for a person who was erased, and stores nothing of them', async () => {
    const own = await linkFor('fay');
    await api.call(SERVICE, 'DELETE', '/api/v2/recipients/fay');
    const unknown = await browse('/api/v2/preferences/unknown');
    expect(unknown.status).toBe(404);
    expect(unknown.body).toContain('<h1>This link does not work</h1>');
    for (const answer of [await browse(own), await browse(own, { email_enabled: 'off' })])
      expect(answer).toMatchObject({ status: 404, body: unknown.body });
    expect(await stored('fay')).toBeUndefined();
  });
});
