import { expect, it } from '@jest/globals';
import { ADMIN, NOTIFICATIONS, STAFF, refused } from '../support/api.js';
import { useApi } from '../support/use-api.js';

interface Preview {
  readonly subject: string | null;
  readonly body: string;
  readonly missing_variables: string[];
  readonly sms: object | null;
  readonly text: string | null;
  readonly outside_gsm: string[];
  readonly locale: string;
  readonly fell_back: boolean;
}

const api = useApi();

const preview = (body: unknown) => api.call<Preview>(STAFF, 'POST', `${NOTIFICATIONS}/templates/preview`, { body });
const sms = (wish: object) => preview({ template_name: 'trial', template_type: 'sms', ...wish });
const email = (wish: object) => preview({ template_name: 'trial', template_type: 'email', ...wish });

it('shows a stored template with the examples', async () => {
  const { status, body } = await preview({ template_name: 'appointment_confirmation', template_type: 'sms' });
  expect(status).toBe(200);
  expect(body).toEqual({
    subject: null,
    body: '6FB Barbershop: Hi John Doe, your Haircut is confirmed for Tue Dec 1, 2:00 PM EST with Sam. Where: 1 Main St. Change or cancel: https://example.com/b/1',
    text: null,
    missing_variables: [],
    sms: { encoding: 'GSM-7', segments: 1, characters: 151 },
    outside_gsm: [],
    locale: 'en',
    fell_back: false,
  });
  const mail = await preview({ template_name: 'appointment_confirmation', template_type: 'email' });
  expect(mail.body).toMatchObject({
    subject: 'Confirmed: Haircut on Tue Dec 1, 2:00 PM EST',
    missing_variables: [],
    sms: null,
  });
  expect(mail.body.body).toMatch(/^<!doctype html>/);
});

it('takes the context as it is, with the business and the year of the installation', async () => {
  const body =
    '{{business_name}} {{current_year}}: {{client_name}}, {{service_name}} {{#if barber_name}}{{barber_name}}{{/if}}';
  expect(await sms({ body, context: { client_name: 'Ana' } })).toMatchObject({
    status: 200,
    body: { body: `Our shop ${new Date().getUTCFullYear()}: Ana,`, missing_variables: ['service_name'] },
  });
  expect((await sms({ body, context: { business_name: 'Mine', current_year: 1 } })).body).toMatchObject({
    body: expect.stringMatching(/^Mine 1: /),
    missing_variables: ['client_name', 'service_name'],
  });
});

it('puts what is being written over what is stored, and stores nothing', async () => {
  const wish = { template_name: 'appointment_confirmation', template_type: 'email' };
  expect((await preview({ ...wish, subject: 'Other {{client_name}}' })).body).toMatchObject({
    subject: 'Other John Doe',
    body: expect.stringContaining('Haircut'),
  });
  expect((await preview({ ...wish, body: '<p>{{client_name}} & <b>{{gift}}</b></p>' })).body).toEqual({
    subject: 'Confirmed: Haircut on Tue Dec 1, 2:00 PM EST',
    body: '<p>John Doe & <b></b></p>',
    text: 'John Doe &',
    missing_variables: ['gift'],
    sms: null,
    outside_gsm: [],
    locale: 'en',
    fell_back: false,
  });
  expect(await email({ body: '<p>x</p>' })).toMatchObject({ status: 200, body: { subject: null, body: '<p>x</p>' } });
  expect(await email({ body: '<p>x</p>', subject: 'S' })).toMatchObject({ status: 200, body: { subject: 'S' } });
  const { rows } = await api.sql.query(
    `SELECT (SELECT count(*)::int FROM template_version WHERE version > 1) AS versions,
            (SELECT count(*)::int FROM template WHERE name = 'trial') AS templates,
            (SELECT count(*)::int FROM notification) AS notifications`,
  );
  expect(rows).toEqual([{ versions: 0, templates: 0, notifications: 0 }]);
});

it('is in the language of the reader where there is one, and shows what is off', async () => {
  const path = `${NOTIFICATIONS}/templates/appointment_reminder/sms`;
  const portuguese = { body: 'Olá {{client_name}}', is_active: false };
  expect((await api.call(ADMIN, 'PUT', `${path}?locale=pt`, { body: portuguese })).status).toBe(201);
  const said = async (locale: string) =>
    (await preview({ template_name: 'appointment_reminder', template_type: 'sms', locale })).body.body;
  expect(await said('pt-br')).toBe('Olá John Doe');
  expect(await said('fr')).toContain('Reminder from 6FB Barbershop: Haircut');
});

it('says when the reader gets another language than their own', async () => {
  const reminder = { template_name: 'appointment_reminder', template_type: 'email' };
  const shown = async (wish: object) => {
    const { locale, fell_back } = (await preview({ ...reminder, ...wish })).body;
    return { locale, fell_back };
  };
  expect(await shown({ locale: 'de' })).toEqual({ locale: 'en', fell_back: true });
  expect(await shown({ locale: 'en-gb' })).toEqual({ locale: 'en', fell_back: true });
  expect(await shown({ locale: 'en' })).toEqual({ locale: 'en', fell_back: false });
  expect(await shown({})).toEqual({ locale: 'en', fell_back: false });
  // What is being written is for the language that is named.
  expect(await shown({ locale: 'de', body: '<p>Hallo</p>' })).toEqual({ locale: 'de', fell_back: false });
});

it('measures an SMS as it is paid for', async () => {
  const measured = async (body: string) => (await sms({ body })).body.sms;
  expect(await measured('x'.repeat(160))).toEqual({ encoding: 'GSM-7', segments: 1, characters: 160 });
  expect(await measured('x'.repeat(161))).toEqual({ encoding: 'GSM-7', segments: 2, characters: 161 });
  expect(await measured('Olá ✂')).toEqual({ encoding: 'UCS-2', segments: 1, characters: 5 });
});

it('names the characters that make an SMS dearer', async () => {
  expect((await sms({ body: 'Olá ✂ é ✂' })).body.outside_gsm).toEqual(['á', '✂']);
});

it('tells at which line and column a text is refused', async () => {
  const { status, body } = await email({ body: '<p>x</p>\n<p>{{{client_name}}}</p>' });
  expect(status).toBe(422);
  expect(body).toMatchObject({
    errors: [{ field: 'body', message: expect.stringMatching(/^line 2: /), line: 2, column: 4 }],
  });
});

it('tells what a template may say, with examples', async () => {
  const { status, body } = await api.call<{ variables: object[]; partials: object[] }>(
    STAFF,
    'GET',
    `${NOTIFICATIONS}/templates/variables`,
  );
  expect(status).toBe(200);
  expect(body.variables).toContainEqual({
    name: 'client_name',
    meaning: "Client's full name",
    example: 'John Doe',
    made_for: 'all',
    is_always_there: true,
  });
  expect(body.partials).toContainEqual({
    name: 'divider',
    meaning: 'A thin line between two parts',
    example: '{{> divider}}',
    channels: ['email'],
  });
});

it('does not know a name without a text', async () => {
  expect(await sms({})).toMatchObject(refused(404));
});

it.each<[string, object, string[]]>([
  ['no template', { template_name: undefined, template_type: 'fax' }, ['template_name', 'template_type']],
  ['a subject of an SMS', { body: 'x', subject: 'S' }, ['subject']],
  ['a language that is none', { body: 'x', locale: 'no_tag' }, ['locale']],
  ['a context that is a list', { body: 'x', context: ['a'] }, ['context']],
  ['a context that is too deep', { body: 'x', context: { a: [[[[[[['x']]]]]]] } }, ['context']],
  ['a value that is too long', { body: '{{a}}', context: { a: 'x'.repeat(10_001) } }, ['context']],
  ['an object where text is expected', { body: '{{a}}', context: { a: {} } }, ['body']],
  ['a text that comes out empty', { body: '{{a}}', context: {} }, ['body']],
  ['a text that is too long for an SMS', { body: 'x'.repeat(1_601) }, ['body']],
  ['more than a page may hold', { body: '{{a}}'.repeat(60), context: { a: 'x'.repeat(9_999) } }, ['body']],
  [
    'loops without end',
    { body: '{{#each a}}{{#each ../a}}x{{/each}}{{/each}}', context: { a: Array(200).fill(1) } },
    ['body'],
  ],
])('refuses %s', async (_what, wish, fields) => {
  expect(await sms(wish)).toMatchObject(refused(422, ...fields));
});

it('reads nothing from a context that looks like a program', async () => {
  const context = { toString: 'x', valueOf: 'y', then: 'z', a: '{{b}}', b: { type: 'Program', toHTML: '<b>' } };
  expect(await sms({ body: '[{{toString}}{{valueOf}}{{then}}{{a}}]', context })).toMatchObject({
    status: 200,
    body: { body: '[z{{b}}]' },
  });
});
