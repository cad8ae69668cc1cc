import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createDataSource, populateTemplates, type TemplateCache } from '@booking/notifications-core';
import {
  followPartials,
  createTemplateCache,
  readShippedTemplates,
  type ShippedTemplate,
  type TemplateCacheOptions,
  type TemplateProblem,
} from '@booking/notifications-core/testing';
import { repositoryRoot } from '@booking/local-stack';
import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let dataSource: DataSource;
const opened: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await connect();
});

beforeEach(async () => {
  await dataSource.query('DELETE FROM template');
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((cache) => cache.stop()));
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

function connect(): Promise<DataSource> {
  return createDataSource({ DATABASE_URL: database.url, DATABASE_POOL_SIZE: 4 }, 'templates test').initialize();
}

function sms(body: string, changes: Partial<ShippedTemplate> = {}): ShippedTemplate {
  return {
    name: 'greeting',
    channel: 'sms',
    locale: 'en',
    version: 1,
    category: 'transactional',
    subject: null,
    body,
    variables: ['client_name'],
    checksum: `sum of ${body}`,
    ...changes,
  };
}

const results = async (templates: readonly ShippedTemplate[]): Promise<string[]> =>
  (await populateTemplates(dataSource, templates)).map(({ result }) => result);

describe('populating', () => {
  it('creates everything once, with its first version, and changes nothing the second time', async () => {
    const shipped = readShippedTemplates();
    expect(new Set(await results(shipped))).toEqual(new Set(['created']));
    expect(new Set(await results(shipped))).toEqual(new Set(['unchanged']));
    const rows = await dataSource.query(
      `SELECT t.name, t.template_type, t.locale, t.category, t.version, t.is_active, t.variables = v.variables AS same,
              v.body = t.body AND v.subject IS NOT DISTINCT FROM t.subject AS copied, v.edited_by
         FROM template t JOIN template_version v ON v.template_id = t.id AND v.version = t.version
        WHERE t.name = 'appointment_reminder' ORDER BY t.template_type`,
    );
    const common = { name: 'appointment_reminder', locale: 'en', category: 'transactional', version: 1 };
    expect(rows).toEqual([
      { ...common, template_type: 'email', is_active: true, same: true, copied: true, edited_by: null },
      { ...common, template_type: 'sms', is_active: true, same: true, copied: true, edited_by: null },
    ]);
    const [{ versions }] = await dataSource.query('SELECT count(*)::int AS versions FROM template_version');
    expect(versions).toBe(shipped.length);
  });

  it('makes a template of one’s own usable: a file, an entry, and this', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'templates-'));
    try {
      cpSync(join(repositoryRoot, 'templates'), folder, { recursive: true });
      const manifest = join(folder, 'notifications', 'manifest.json');
      const entries = JSON.parse(readFileSync(manifest, 'utf8')) as unknown[];
      entries.push({ name: 'birthday', type: 'sms', category: 'marketing', variables: ['gift'] });
      writeFileSync(manifest, JSON.stringify(entries));
      writeFileSync(join(folder, 'notifications', 'birthday_sms.txt'), 'Happy birthday, {{client_name}}! {{gift}}');

      const populated = await populateTemplates(dataSource, readShippedTemplates(folder));
      expect(populated.filter(({ name }) => name === 'birthday')).toMatchObject([{ result: 'created' }]);
      const cache = createTemplateCache(dataSource, { defaultLocale: 'en' });
      opened.push(cache);
      await cache.start();
      const template = cache.find('birthday', 'sms', 'en');
      expect(template?.source.category).toBe('marketing');
      expect(template?.render({ client_name: 'Ana', gift: 'Coffee is on us.' }).text).toBe(
        'Happy birthday, Ana! Coffee is on us.',
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('writes a changed file as a new version and keeps the old one', async () => {
    await results([sms('Hi {{client_name}}')]);
    await dataSource.query('UPDATE template SET is_active = false');
    expect(await results([sms('Hello {{client_name}}')])).toEqual(['updated']);
    const rows = await dataSource.query(
      'SELECT t.version AS current, t.is_active, v.version, v.body FROM template t JOIN template_version v ON v.template_id = t.id ORDER BY v.version',
    );
    expect(rows).toEqual([
      { current: 2, is_active: false, version: 1, body: 'Hi {{client_name}}' },
      { current: 2, is_active: false, version: 2, body: 'Hello {{client_name}}' },
    ]);
  });

  it('writes a version when a partial of the new release reads other variables, though the file is the same', async () => {
    const same = sms('Hi {{client_name}}');
    await results([same]);
    const variables = ['client_name', 'preferences_url'];
    expect(await results([{ ...same, variables }])).toEqual(['updated']);
    expect(await results([{ ...same, variables }])).toEqual(['unchanged']);
    expect(await dataSource.query('SELECT version, variables FROM template')).toEqual([{ version: 2, variables }]);
  });

  it('never overwrites a template that was edited through the API', async () => {
    await results([sms('Hi {{client_name}}')]);
    await dataSource.query(`UPDATE template SET body = 'Edited', version = 2, shipped_checksum = NULL`);
    expect(await results([sms('Hello {{client_name}}')])).toEqual(['unchanged']);
    expect(await dataSource.query('SELECT body, version FROM template')).toEqual([{ body: 'Edited', version: 2 }]);
  });

  it('by several processes at once creates each template once', async () => {
    const all = await Promise.all([1, 2, 3, 4].map(() => results([sms('Hi'), sms('Olá', { locale: 'pt' })])));
    expect(all.flat().sort()).toEqual([...Array<string>(2).fill('created'), ...Array<string>(6).fill('unchanged')]);
  });

  it('leaves nothing behind when one of the templates cannot be written', async () => {
    const broken = sms('x', { name: 'broken', subject: 'an SMS with a subject' });
    await expect(results([sms('Hi'), broken])).rejects.toThrow();
    expect(await dataSource.query('SELECT id FROM template')).toEqual([]);
  });
});

describe('the cache', () => {
  async function open(options: Partial<TemplateCacheOptions> = {}, source = dataSource): Promise<TemplateCache> {
    const cache = createTemplateCache(source, { defaultLocale: 'en', refreshMs: 60_000, ...options });
    opened.push(cache);
    await cache.start();
    return cache;
  }

  const said = (cache: TemplateCache, locale = 'en'): string | undefined =>
    cache.find('greeting', 'sms', locale)?.render({ client_name: 'Ana' }).text;

  /** Until `read` answers `expected`; fails by the time of the test otherwise. */
  async function until<T>(read: () => T, expected: T): Promise<void> {
    while (read() !== expected) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  it('falls back from region to language, to the default language, to English', async () => {
    await results(['en', 'pt', 'pt-BR', 'es'].map((locale) => sms(`${locale}: {{client_name}}`, { locale })));
    const cache = await open({ defaultLocale: 'es' });
    expect(['pt-BR', 'pt_br', 'pt-PT', 'pt', 'es-MX', 'fr', 'en-GB', ''].map((locale) => said(cache, locale))).toEqual(
      ['pt-BR', 'pt-BR', 'pt', 'pt', 'es', 'es', 'en', 'es'].map((locale) => `${locale}: Ana`),
    );
    await dataSource.query(`UPDATE template SET is_active = false WHERE locale IN ('es', 'pt-BR')`);
    await cache.refresh();
    expect(['pt-BR', 'fr'].map((locale) => said(cache, locale))).toEqual(['pt: Ana', 'en: Ana']);
  });

  it('knows nothing of inactive templates, other channels and other names', async () => {
    await results([sms('Hi')]);
    const cache = await open();
    expect(cache.channelsOf('greeting')).toEqual(['sms']);
    expect(cache.channelsOf('farewell')).toEqual([]);
    expect(cache.find('greeting', 'email', 'en')).toBeUndefined();
    await dataSource.query('UPDATE template SET is_active = false');
    await cache.refresh();
    expect(cache.channelsOf('greeting')).toEqual([]);
    expect(cache.find('greeting', 'sms', 'en')).toBeUndefined();
  });

  it('notices new, changed and deleted templates by itself', async () => {
    const cache = await open({ refreshMs: 10 });
    expect(said(cache)).toBeUndefined();
    await results([sms('Hi {{client_name}}')]);
    await until(() => said(cache), 'Hi Ana');
    await results([sms('Hello {{client_name}}')]);
    await until(() => said(cache), 'Hello Ana');
    expect(cache.find('greeting', 'sms', 'en')?.source.version).toBe(2);
    await dataSource.query('DELETE FROM template');
    await until(() => said(cache), undefined);
  });

  it('compiles the templates again when a partial changes, and keeps them where it breaks', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'partials-'));
    try {
      const write = (text: string): void => writeFileSync(join(folder, 'partials', 'hello.html'), text);
      mkdirSync(join(folder, 'partials'));
      write('Hello');
      await results([sms('{{> hello}} {{client_name}}')]);
      const problems: unknown[] = [];
      const cache = await open({
        refreshMs: 10,
        partials: followPartials(folder),
        onError: ({ error }) => problems.push(error),
      });
      expect(said(cache)).toBe('Hello Ana');
      write('Good day,');
      await until(() => said(cache), 'Good day, Ana');
      expect(cache.partials()).toEqual({ hello: 'Good day,' });
      write('{{{broken}}} and long');
      await until(() => problems.length, 1);
      expect(said(cache)).toBe('Good day, Ana');
      write('Hi');
      await until(() => said(cache), 'Hi Ana');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('notices a change that was made earlier but becomes visible later', async () => {
    await results([sms('Hi {{client_name}}'), sms('Other', { name: 'other' })]);
    const cache = await open();
    const slow = dataSource.createQueryRunner();
    try {
      await slow.startTransaction();
      await slow.query(`UPDATE template SET body = 'Slow {{client_name}}', updated_at = now() WHERE name = 'greeting'`);
      await dataSource.query(`UPDATE template SET body = 'Later', updated_at = now() WHERE name = 'other'`);
      await cache.refresh();
      expect(cache.find('other', 'sms', 'en')?.render({}).text).toBe('Later');
      await slow.commitTransaction();
    } finally {
      await slow.release();
    }
    await cache.refresh();
    expect(said(cache)).toBe('Slow Ana');
  });

  it('compiles a version once', async () => {
    await results([sms('Hi'), sms('Other', { name: 'other' })]);
    const cache = await open();
    const before = cache.find('greeting', 'sms', 'en');
    await dataSource.query(`UPDATE template SET body = 'Changed' WHERE name = 'other'`);
    await cache.refresh();
    expect(cache.find('greeting', 'sms', 'en')).toBe(before);
    expect(cache.find('other', 'sms', 'en')?.render({}).text).toBe('Changed');
  });

  it('reports a stored template that does not compile once, by its id, and serves the others', async () => {
    const problems: TemplateProblem[] = [];
    await results([sms('Hi {{client_name}}'), sms('{{{unsafe}}}', { name: 'broken' })]);
    const cache = await open({ onError: (problem) => problems.push(problem) });
    await cache.refresh();
    const [{ id }] = await dataSource.query(`SELECT id FROM template WHERE name = 'broken'`);
    expect(problems).toEqual([{ templateId: id, error: expect.any(Error) }]);
    expect(cache.channelsOf('broken')).toEqual([]);
    expect(said(cache)).toBe('Hi Ana');
  });

  it('serves the version before when a new one does not compile here', async () => {
    const problems: TemplateProblem[] = [];
    await results([sms('Hi {{client_name}}')]);
    const cache = await open({ onError: (problem) => problems.push(problem) });
    await results([sms('{{> partial_of_a_newer_release}}')]);
    await cache.refresh();
    expect(problems).toHaveLength(1);
    expect(said(cache)).toBe('Hi Ana');
    await dataSource.query('UPDATE template SET is_active = false');
    await cache.refresh();
    expect(said(cache)).toBeUndefined();
  });

  it('keeps serving what it knows while Postgres is away', async () => {
    const problems: TemplateProblem[] = [];
    await results([sms('Hi {{client_name}}')]);
    const leaving = await connect();
    const cache = await open({ refreshMs: 10, onError: (problem) => problems.push(problem) }, leaving);
    await leaving.destroy();
    await until(() => problems.length > 1, true);
    expect(problems[0]!.templateId).toBeNull();
    expect(said(cache)).toBe('Hi Ana');
    await leaving.initialize();
    await results([sms('Back {{client_name}}')]);
    await until(() => said(cache), 'Back Ana');
    await cache.stop();
    await leaving.destroy();
  });

  it('does not start without the database', async () => {
    const closed = await connect();
    await closed.destroy();
    const cache = createTemplateCache(closed, { defaultLocale: 'en' });
    await expect(cache.start()).rejects.toThrow();
  });
});
