import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '@booking/local-stack';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'render-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await database.drop();
});

function notify(...words: string[]): Promise<Outcome> {
  const env = { PATH: process.env['PATH'], NODE_ENV: 'test', DATABASE_URL: database.url, BUSINESS_NAME: 'The Shop' };
  return new Promise((resolve) => {
    const command = [join(repositoryRoot, 'apps', 'cli', 'dist', 'main.js'), ...words];
    const child = execFile(process.execPath, command, { env }, (_error, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    );
  });
}

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe('templates', () => {
  it('lists what is stored, and whether it is on', async () => {
    const { code, out } = await notify('templates');
    expect(code).toBe(0);
    const lines = out.trimEnd().split('\n');
    expect(lines).toHaveLength(12);
    expect(lines[0]).toBe('appointment_cancellation (email): true  en, version 1');
    for (const line of lines) expect(line).toMatch(/^[a-z_]+ \((email|sms)\): true /);
  });

  it('is JSON on demand', async () => {
    const { out } = await notify('templates', '--json');
    expect(JSON.parse(out)).toContainEqual({
      name: 'marketing_announcement',
      template_type: 'sms',
      locale: 'en',
      category: 'marketing',
      is_active: true,
      version: 1,
    });
  });
});

describe('render', () => {
  it('prints the message, and nothing else on stdout', async () => {
    const { code, out, err } = await notify('render', 'appointment_confirmation', 'sms');
    expect(code).toBe(0);
    expect(out).toMatch(/^6FB Barbershop: Hi John Doe, your Haircut is confirmed .*\n$/);
    expect(err).toMatch(/^GSM-7, 151 characters, segments: 1\n$/);
  });

  it('prints the subject of an email, and names what is missing', async () => {
    const context = file('context.json', '{"client_name": "Ana", "appointment_date": "May 1"}');
    const { code, out, err } = await notify('render', 'appointment_confirmation', 'email', '--context', context);
    expect(code).toBe(0);
    expect(out).toMatch(/^Subject: Confirmed: on May 1 at\n\n<!doctype html>/);
    expect(out).toContain('The Shop');
    expect(err).toBe('Missing, printed as nothing: service_name, appointment_time\n');
  });

  it('says that there is no template in the language that was asked for', async () => {
    const { err } = await notify('render', 'appointment_reminder', 'sms', '--locale', 'es-mx');
    expect(err).toMatch(/^There is no such template in es-MX: this is the one in en\.\n/);
    expect((await notify('render', 'appointment_reminder', 'sms', '--locale', 'en')).err).not.toContain('There is no');
  });

  it('answers as the API does on demand', async () => {
    const { out } = await notify('render', 'appointment_reminder', 'sms', '--json', '--locale', 'pt-br');
    expect(JSON.parse(out)).toEqual({
      subject: null,
      body: expect.stringContaining('Reminder from 6FB Barbershop: Haircut'),
      text: null,
      missing_variables: [],
      sms: { encoding: 'GSM-7', segments: expect.any(Number), characters: expect.any(Number) },
      outside_gsm: [],
      locale: 'en',
      fell_back: true,
    });
  });

  it.each<[string, () => string[], RegExp]>([
    ['an unknown template', () => ['nothing', 'sms'], /^There is no sms template "nothing": /],
    ['an unknown channel', () => ['appointment_reminder', 'fax'], /The type must be one of email, sms/],
    [
      'a file that is not there',
      () => ['appointment_reminder', 'sms', '--context', 'no.json'],
      /no\.json cannot be read \(ENOENT\)\n$/,
    ],
    [
      'broken JSON',
      () => ['appointment_reminder', 'sms', '--context', file('broken.json', '{secret')],
      /broken\.json is no valid JSON\n$/,
    ],
    [
      'a list',
      () => ['appointment_reminder', 'sms', '--context', file('list.json', '[]')],
      /list\.json must hold a JSON object/,
    ],
    ['a language that is none', () => ['appointment_reminder', 'sms', '--locale', 'no_tag'], /^--locale must be/],
    [
      'a context that cannot be used',
      () => ['appointment_reminder', 'sms', '--context', file('long.json', `{"a":"${'x'.repeat(10_001)}"}`)],
      /^context: cannot be rendered: a value of the context is longer than 10000 characters\n$/,
    ],
  ])('says so and fails for %s', async (_what, words, message) => {
    const { code, out, err } = await notify('render', ...words());
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(message);
    expect(err).not.toContain('secret');
  });
});
