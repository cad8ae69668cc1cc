import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import {
  createDataSource,
  editTemplate,
  findStoredTemplate,
  InvalidInput,
  populateTemplates,
  readShippedPartials,
  type TemplateEdit,
} from '@booking/notifications-core';
import { readShippedTemplates } from '@booking/notifications-core/testing';
import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let dataSource: DataSource;
beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await createDataSource({ DATABASE_URL: database.url, DATABASE_POOL_SIZE: 6 }, 'edits').initialize();
});
beforeEach(() => dataSource.query('DELETE FROM template'));
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

const partials = readShippedPartials();
const GREETING = { name: 'greeting', channel: 'sms', body: 'Hi {{client_name}}', editedBy: 'adam' } as const;
const MAIL = { name: 'greeting', channel: 'email', editedBy: 'adam' } as const;

const edit = (changes: TemplateEdit, defaultLocale = 'en') =>
  dataSource.transaction((manager) => editTemplate(manager, changes, { defaultLocale, partials }));

async function refusal(changes: TemplateEdit): Promise<string[]> {
  const error: unknown = await edit(changes).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof InvalidInput)) throw new Error('was not refused', { cause: error });
  return error.errors.map(({ field, message }) => `${field}: ${message}`);
}

const versions = (): Promise<unknown[]> =>
  dataSource.query(
    `SELECT t.name, t.locale, v.version, v.body, v.edited_by FROM template t JOIN template_version v ON v.template_id = t.id
      ORDER BY t.locale, v.version`,
  );

it('a new template is transactional, on, and in the language of the installation', async () => {
  const { template, created } = await edit(GREETING, 'es');
  expect(created).toBe(true);
  expect(template).toMatchObject({
    name: 'greeting',
    template_type: 'sms',
    locale: 'es',
    category: 'transactional',
    subject: null,
    variables: ['client_name'],
    is_active: true,
    version: 1,
    shipped_checksum: null,
  });
  expect(await versions()).toEqual([
    { name: 'greeting', locale: 'es', version: 1, body: GREETING.body, edited_by: 'adam' },
  ]);
});

it('a change keeps what it does not name, and every version stays', async () => {
  await edit({ ...MAIL, subject: 'Hello', body: '<p>a</p>', category: 'marketing', isActive: false });
  const { template, created } = await edit({ ...MAIL, body: '<p>{{b}}</p>', editedBy: 'eve' });
  expect(created).toBe(false);
  expect(template).toMatchObject({
    subject: 'Hello',
    body: '<p>{{b}}</p>',
    variables: ['b'],
    category: 'marketing',
    is_active: false,
    version: 2,
  });
  expect(await versions()).toMatchObject([
    { version: 1, body: '<p>a</p>', edited_by: 'adam' },
    { version: 2, body: '<p>{{b}}</p>', edited_by: 'eve' },
  ]);
});

it('what changes nothing makes no version, and leaves a shipped template to its file', async () => {
  await populateTemplates(dataSource);
  const key = { name: 'appointment_reminder', channel: 'sms' } as const;
  const before = await findStoredTemplate(dataSource.manager, key, 'en');
  const { template } = await edit({ ...key, body: before!.body, subject: null, isActive: true, editedBy: 'adam' });
  expect(template).toEqual(before);
  expect(template.shipped_checksum).not.toBeNull();
});

it('populating leaves an edited template alone, and brings the others up to date', async () => {
  await populateTemplates(dataSource);
  await edit({ name: 'appointment_reminder', channel: 'sms', body: 'Edited, {{client_name}}', editedBy: 'adam' });
  const shipped = readShippedTemplates().map((template) =>
    template.channel === 'sms' ? { ...template, body: 'Next release', checksum: 'next' } : template,
  );
  const results = await populateTemplates(dataSource, shipped);
  expect(results.filter(({ result }) => result === 'updated').map(({ name }) => name)).not.toContain(
    'appointment_reminder',
  );
  expect(await findStoredTemplate(dataSource.manager, { name: 'appointment_reminder', channel: 'sms' }, 'en')).toEqual(
    expect.objectContaining({ body: 'Edited, {{client_name}}', version: 2 }),
  );
  expect(
    await findStoredTemplate(dataSource.manager, { name: 'appointment_confirmation', channel: 'sms' }, 'en'),
  ).toEqual(expect.objectContaining({ body: 'Next release', version: 2 }));
});

it('edits at the same time get versions one after the other, whoever creates the template', async () => {
  const all = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => edit({ ...GREETING, body: `Text ${n}` })));
  expect(all.map(({ template }) => template.version).sort()).toEqual([1, 2, 3, 4, 5, 6]);
  expect(all.filter(({ created }) => created)).toHaveLength(1);
  expect(await versions()).toHaveLength(6);
});

it('edits while the templates are populated get in nobody’s way', async () => {
  await populateTemplates(dataSource);
  await Promise.all([
    ...[1, 2, 3].map((n) =>
      edit({ name: 'appointment_reminder', channel: 'sms', body: `Text ${n}`, editedBy: 'adam' }),
    ),
    ...[1, 2].map((n) =>
      populateTemplates(
        dataSource,
        readShippedTemplates().map((template) => ({ ...template, checksum: `release ${n}` })),
      ),
    ),
  ]);
  const [{ agree }] = await dataSource.query(
    `SELECT bool_and(v.body = t.body) AS agree FROM template t
       LEFT JOIN template_version v ON v.template_id = t.id AND v.version = t.version`,
  );
  expect(agree).toBe(true);
});

it('without a language the one of the installation is meant, else English, and otherwise exactly the one named', async () => {
  for (const locale of ['en', 'pt']) await edit({ ...GREETING, locale, body: `In ${locale}` });
  const found = async (locale: string | undefined, defaultLocale: string) =>
    (await findStoredTemplate(dataSource.manager, { ...GREETING, locale }, defaultLocale))?.body;
  expect(await found(undefined, 'pt')).toBe('In pt');
  expect(await found(undefined, 'fr')).toBe('In en');
  expect(await found('PT', 'en')).toBe('In pt');
  expect(await found('pt-BR', 'pt')).toBeUndefined();
  await edit({ ...GREETING, body: 'Still English' }, 'fr');
  expect(await found('en', 'fr')).toBe('Still English');
  await edit({ ...GREETING, locale: 'pt-br', body: 'In Brazil' });
  expect(await found('pt-BR', 'en')).toBe('In Brazil');
});

it('names everything that is wrong', async () => {
  expect(await refusal({ ...MAIL, name: 'Bad name', locale: 'no_tag', body: 'x' })).toEqual([
    'name: must be lower-case words joined by underscores, such as "appointment_confirmation"',
    'locale: must be a language tag (BCP 47) such as en or es-MX',
    'subject: is needed: a new email has no subject line yet',
  ]);
  expect(await refusal({ ...GREETING, subject: 'Hello' })).toEqual(['subject: must be left out: an SMS has none']);
  expect(await refusal({ ...MAIL, subject: '{{{a}}}', body: '<p>\n<a href="{{b}}">x</a></p>' })).toEqual([
    expect.stringMatching(/^subject: line 1: .*two braces$/),
    expect.stringMatching(/^body: line 2: .*javascript:/),
  ]);
  expect(await refusal({ ...GREETING, body: '{{{a}}}\n'.repeat(200) })).toEqual([
    ...Array.from({ length: 50 }, (_, index) => expect.stringMatching(`^body: line ${index + 1}: `)),
    'body: and 150 more: mend these first',
  ]);
  expect(await versions()).toEqual([]);
});

it('adds no template to 2,000, and still changes those', async () => {
  await edit(GREETING);
  await dataSource.query(
    `INSERT INTO template (id, name, template_type, locale, category, subject, body, variables)
     SELECT gen_random_uuid(), 'made_' || n, 'sms', 'en', 'transactional', NULL, 'Hi', '[]' FROM generate_series(1, 1999) AS n`,
  );
  expect(await refusal({ ...GREETING, name: 'one_more' })).toEqual([
    'name: is new, and there are 2000 templates already: change one of them',
  ]);
  expect((await edit({ ...GREETING, body: 'Hello {{client_name}}' })).template.version).toBe(2);
});
