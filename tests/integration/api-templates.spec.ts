import { describe, expect, it } from '@jest/globals';
import { appointment, event } from '../support/bookings.js';
import { until, type Caller } from '../support/world.js';
import { useWorld } from '../support/use-world.js';
import { refused } from '../support/api.js';

interface Stored {
  readonly id: string;
  readonly version: number;
  readonly body: string;
  readonly [field: string]: unknown;
}

const world = useWorld({ keys: false });

const TEMPLATES = '/api/v2/notifications/templates';
const CONFIRMATION = `${TEMPLATES}/appointment_confirmation/sms`;
const ANN: Caller = { sub: 'ann' };
const STAFF: Caller = { sub: 'sue', role: 'staff' };
const SERVICE: Caller = { sub: 'booking-platform', role: 'service' };

const get = (path: string, who?: Caller) => world.call<Stored>('GET', path, undefined, who);
const put = (path: string, body: unknown, who?: Caller) => world.call<Stored>('PUT', path, body, who);

/** What the worker sends by SMS for a new booking, by now. */
async function confirmation(): Promise<string> {
  const { notifications } = await world.tell(event('booking.created', appointment()));
  const { id } = notifications.find((each) => each.notification_type === 'sms')!;
  await world.settled([id]);
  const { rows } = await world.sql.query<{ text: string }>(
    'SELECT text FROM sandbox_message WHERE notification_id = $1',
    [id],
  );
  return rows[0]?.text ?? 'nothing was sent';
}

describe('who may', () => {
  it.each<[string, string, Caller[]]>([
    ['GET', CONFIRMATION, [STAFF]],
    ['PUT', CONFIRMATION, []],
    ['POST', `${TEMPLATES}/preview`, [STAFF]],
  ])('%s %s', async (method, path, allowed) => {
    for (const who of [ANN, SERVICE, STAFF]) {
      const { status } = await world.call(method, path, method === 'GET' ? undefined : {}, who);
      if (allowed.includes(who)) expect([200, 422]).toContain(status);
      else expect(status).toBe(403);
    }
  });
});

describe('reading', () => {
  it('shows everything, the text too', async () => {
    const { status, body } = await get(CONFIRMATION, STAFF);
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual(
      'body category created_at id is_active locale name subject template_type updated_at variables version'.split(' '),
    );
    expect(body).toMatchObject({ name: 'appointment_confirmation', template_type: 'sms', locale: 'en', version: 1 });
    expect(body.body).toContain('{{service_name}}');
  });

  it.each(['appointment_confirmation/sms?locale=fr', 'appointment_confirmation/push', 'nothing/sms', "a'--/email"])(
    'finds no %s',
    async (path) => {
      expect(await get(`${TEMPLATES}/${path}`)).toMatchObject(refused(404));
    },
  );

  it('refuses what is no language', async () => {
    expect(await get(`${CONFIRMATION}?locale=no_tag`)).toMatchObject(refused(422, 'locale'));
  });
});

describe('editing', () => {
  it('is live at once for the editor, and within 5 seconds for the worker', async () => {
    expect(await confirmation()).toContain('is confirmed for');
    const edited = await put(CONFIRMATION, { body: 'Edited for {{client_name}}' });
    expect(edited).toMatchObject({ status: 200, body: { version: 2, is_active: true, variables: ['client_name'] } });
    const preview = { template_name: 'appointment_confirmation', template_type: 'sms' };
    expect(await world.call('POST', `${TEMPLATES}/preview`, preview)).toMatchObject({
      body: { body: 'Edited for John Doe' },
    });
    await until('the worker sends the new text', confirmation, (text) => text === 'Edited for John Doe', 5_000);
    const { rows } = await world.sql.query(
      'SELECT version, edited_by, body FROM template_version WHERE template_id = $1 ORDER BY version',
      [edited.body.id],
    );
    expect(rows).toMatchObject([
      { version: 1, edited_by: null },
      { version: 2, edited_by: 'adam', body: 'Edited for {{client_name}}' },
    ]);
  });

  it('takes what was read, and makes no version of it', async () => {
    const path = `${TEMPLATES}/appointment_reminder/email`;
    const { body } = await get(path);
    const saved = await put(path, body);
    expect(saved).toMatchObject({ status: 200, body: { ...body, unfilled_variables: [] } });
    expect((await put(path, saved.body)).body).toEqual(saved.body);
    expect(await put(path, { ...body, is_active: false })).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await get(path)).toMatchObject({ status: 200, body: { is_active: false, version: 2 } });
  });

  it('names the variables that nobody fills, and what was probably meant', async () => {
    const { status, body } = await put(`${TEMPLATES}/appointment_rescheduled/sms`, {
      body: 'Hi {{clientname}}, now {{new_appointment_date}}. {{hours_until}}',
    });
    expect(status).toBe(200);
    expect(body['unfilled_variables']).toEqual([
      { name: 'clientname', did_you_mean: 'client_name' },
      { name: 'hours_until', did_you_mean: null },
    ]);
  });

  it('names everything that is wrong at once, in plain words', async () => {
    const { status, body } = await put(`${TEMPLATES}/Not%20A%20Name/sms`, {
      subject: 'Hello',
      body: 'Hi {{client_name}\n{{#if price}}',
    });
    expect(status).toBe(422);
    expect(body['errors']).toMatchObject([{ field: 'name' }, { field: 'subject' }, { field: 'body' }]);
    expect(JSON.stringify(body)).toContain('line 1: {{…}} is not closed with }}');
    expect(JSON.stringify(body)).not.toMatch(/Expecting|INVALID/);
  });

  it('makes a new template, which can be used at once', async () => {
    const path = `${TEMPLATES}/birthday/email`;
    expect(await put(path, { body: '<p>x</p>' })).toMatchObject(refused(422, 'subject'));
    const written = { subject: 'Happy birthday, {{client_name}}', body: '<p>{{wish}}</p>' };
    expect(await put(path, written)).toMatchObject({
      status: 201,
      body: { ...written, category: 'transactional', locale: 'en', version: 1, variables: ['client_name', 'wish'] },
    });
    expect(await put(`${path}?locale=pt-br`, { ...written, category: 'marketing' })).toMatchObject({
      status: 201,
      body: { locale: 'pt-BR', category: 'marketing' },
    });
    const me: Caller = { sub: 'me', email: 'me@example.com', name: 'Mia' };
    const test = { template_name: 'birthday', context: { wish: 'Have a cake' } };
    expect(await world.call('POST', '/api/v2/notifications/test-email', test, me)).toMatchObject({
      status: 200,
      body: { processing_result: { successful: 1 } },
    });
    const { rows } = await world.sql.query(`SELECT subject, html FROM sandbox_message WHERE recipient = $1`, [
      'me@example.com',
    ]);
    expect(rows).toEqual([{ subject: 'Happy birthday, Mia', html: '<p>Have a cake</p>' }]);
  });

  it('by several at once gives each a version', async () => {
    const all = await Promise.all([1, 2, 3, 4, 5].map((n) => put(`${TEMPLATES}/at_once/sms`, { body: `Text ${n}` })));
    expect(all.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 201]);
    expect(all.map(({ body }) => body.version).sort()).toEqual([1, 2, 3, 4, 5]);
  });

  it.each<[string, string, unknown, string[]]>([
    ['no body', CONFIRMATION, {}, ['body']],
    ['a blank body', CONFIRMATION, { body: ' \n ' }, ['body']],
    ['a body that is no text', CONFIRMATION, { body: { type: 'Program', body: [] } }, ['body']],
    ['a body with NUL', CONFIRMATION, { body: 'a\0b' }, ['body']],
    ['a body with half a character', CONFIRMATION, { body: 'a\ud83d' }, ['body']],
    ['a subject of an SMS', CONFIRMATION, { body: 'x', subject: 'Hello' }, ['subject']],
    ['an unknown category', CONFIRMATION, { body: 'x', category: 'spam' }, ['category']],
    ['a switch that is none', CONFIRMATION, { body: 'x', is_active: 'no' }, ['is_active']],
    ['an unknown field', CONFIRMATION, { body: 'x', colour: 'red' }, ['colour']],
    ['another language than the address', CONFIRMATION, { body: 'x', locale: 'pt' }, ['locale']],
    ['another name than the address', CONFIRMATION, { body: 'x', name: 'other', id: 'y' }, ['name']],
    ['an unknown channel', `${TEMPLATES}/a/push`, { body: 'x' }, ['type']],
    ['a name that is none', `${TEMPLATES}/A%20b/sms`, { body: 'x' }, ['name']],
    ['a language that is none', `${CONFIRMATION}?locale=%00`, { body: 'x' }, ['locale']],
  ])('refuses %s', async (_what, path, body, fields) => {
    expect(await put(path, body)).toMatchObject(refused(422, ...fields));
  });
});

describe('hostile texts', () => {
  const HOSTILE: readonly [what: string, line: number, body: string][] = [
    ['triple-stash', 2, 'a\n{{{client_name}}}'],
    ['the ampersand form', 1, '{{&client_name}}'],
    ['a decorator', 1, '{{* log}}'],
    ['an inline partial', 1, '{{#*inline "x"}}x{{/inline}}'],
    ['lookup', 1, '{{lookup this "constructor"}}'],
    ['an unknown helper', 3, 'a\n\n{{exec "id"}}'],
    ['an unknown partial', 1, '{{> secrets}}'],
    ['a partial of objects', 1, '{{> __proto__}}'],
    ['a partial chosen at run time', 1, '{{> (lookup . "x")}}'],
    ['a prototype', 1, '{{__proto__.polluted}}'],
    ['a constructor', 1, '{{client_name.constructor.name}}'],
    ['@root', 1, '{{@root.constructor}}'],
    ['a block that is not closed', 2, '{{#if a}}\nx'],
    ['a block closed by another', 1, '{{#if a}}x{{/each}}'],
    ['braces that are not closed', 1, '{{client_name'],
    ['loops in loops in loops', 1, '{{#each a}}{{#each b}}{{#each c}}x{{/each}}{{/each}}{{/each}}'],
    ['200 KB of nesting', 1, '{{#if a}}'.repeat(22_000)],
    ['nesting within the limit of size', 1, '{{#if a}}'.repeat(11_000)],
    ['inverse nesting', 1, '{{^a}}'.repeat(16_000)],
    ['nested partial blocks', 1, '{{#> card}}'.repeat(9_000)],
    ['nested parentheses', 1, `{{#if ${'(eq '.repeat(24_000)}`],
    ['too many pieces', 1, '{{a}}'.repeat(20_000)],
  ];
  const HOSTILE_HTML: typeof HOSTILE = [
    ['a link that may run', 1, '<a href="{{book_new_url}}">x</a>'],
    ['javascript: with a value', 1, '<a href="javascript:go({{a}})">x</a>'],
    ['a value in a script', 1, '<script>{{a}}</script>'],
    ['a value in an event handler', 1, '<p onclick="{{a}}">x</p>'],
    ['a value without quotes', 2, '<p>\n<p title={{a}}>x</p>'],
    ['nested elements', 1, '<b>'.repeat(33_000)],
    ['HTML that is not closed', 1, '<a href="'],
  ];

  it.each([
    ...HOSTILE.map((each) => ['sms', ...each] as const),
    ...[...HOSTILE, ...HOSTILE_HTML].map((each) => ['email', ...each] as const),
  ])('%s: %s is refused with line %i', async (type, _what, line, body) => {
    const path = `${TEMPLATES}/appointment_cancellation/${type}`;
    const { body: before } = await get(path);
    const { status, body: answer, ms } = await put(path, { body });
    expect({ status, answer }).toMatchObject({ status: 422, answer: { errors: expect.any(Array) } });
    const [first] = answer['errors'] as { field: string; message: string }[];
    expect(first).toMatchObject({
      field: 'body',
      message: expect.stringMatching(new RegExp(`^line ${line}: `)),
      line,
    });
    expect(ms).toBeLessThan(5_000);
    expect(await get(path)).toMatchObject({ status: 200, body: before });
    const preview = { template_name: 'trial', template_type: type, body };
    expect(await world.call('POST', `${TEMPLATES}/preview`, preview)).toMatchObject(refused(422, 'body'));
  });

  it('in the subject are named too', async () => {
    const path = `${TEMPLATES}/appointment_cancellation/email`;
    expect(await put(path, { subject: '{{{a}}}', body: '<p>x</p>' })).toMatchObject(refused(422, 'subject'));
  });

  it('are stopped by their size', async () => {
    expect(await put(CONFIRMATION, { body: 'x'.repeat(300_000) })).toMatchObject(refused(413));
    expect(await put(CONFIRMATION, { body: 'x'.repeat(100_001) })).toMatchObject(refused(422, 'body'));
  });

  it('leave the worker with the text before', async () => {
    expect((await put(CONFIRMATION, { body: 'Good, {{client_name}}' })).status).toBe(200);
    for (const [, , body] of HOSTILE.slice(0, 5)) expect((await put(CONFIRMATION, { body })).status).toBe(422);
    await until('the worker sends the good text', confirmation, (text) => text === 'Good, John Doe', 5_000);
    expect((await get(CONFIRMATION)).body.body).toBe('Good, {{client_name}}');
    for (const each of [...world.apis, ...world.workers]) expect(each.logs()).not.toContain('cannot be used');
  });
});
