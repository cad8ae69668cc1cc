import { describe, expect, it } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileTemplate, type CompiledTemplate, type Rendered } from './render.js';
import { readShippedPartials, readShippedTemplates } from './shipped.js';
import { measureSms } from './sms-encoding.js';
import { EXAMPLE_CONTEXT } from './variables.js';

const partials = readShippedPartials();
const compiled = readShippedTemplates().map((template) => compileTemplate(template, partials));
const APPOINTMENTS = ['request', 'confirmation', 'reminder', 'cancellation', 'rescheduled'].map(
  (what) => `appointment_${what}`,
);

/** The context documented for programmatic use: no other variable may be needed. */
const MINIMAL = {
  client_name: 'John Doe',
  appointment_date: 'December 1, 2024',
  appointment_time: '2:00 PM',
  service_name: 'Haircut',
  price: 50.0,
};

function find(name: string, channel: 'email' | 'sms'): CompiledTemplate {
  const template = compiled.find(({ source }) => source.name === name && source.channel === channel);
  if (template === undefined) throw new Error(`${name} (${channel}) is not shipped`);
  return template;
}

const render = (name: string, channel: 'email' | 'sms', changes: Record<string, unknown> = {}): Rendered =>
  find(name, channel).render({ ...EXAMPLE_CONTEXT, ...changes });

it('the five appointment templates and the announcement are shipped, each as email and SMS', () => {
  expect(compiled.map(({ source }) => `${source.name} ${source.channel} ${source.category}`).sort()).toEqual(
    [
      ...APPOINTMENTS.flatMap((name) => [`${name} email transactional`, `${name} sms transactional`]),
      'marketing_announcement email marketing',
      'marketing_announcement sms marketing',
    ].sort(),
  );
});

it('the manifest lists the variables that each template reads', () => {
  const manifest: { variables: string[] }[] = JSON.parse(
    readFileSync(new URL('../../../../templates/notifications/manifest.json', import.meta.url), 'utf8'),
  );
  expect(manifest.map(({ variables }) => variables)).toEqual(readShippedTemplates().map(({ variables }) => variables));
});

describe.each(APPOINTMENTS)('%s', (name) => {
  it('says what, when, where and with whom on both channels', () => {
    const { subject, html, text } = render(name, 'email');
    const message = render(name, 'sms').text;
    for (const part of [html, text, message])
      for (const fact of ['6FB Barbershop', 'Haircut']) expect(part).toContain(fact);
    for (const part of [html, text])
      for (const fact of ['John Doe', '1 Main St', 'Tuesday, December 1, 2026 at 2:00 PM EST'])
        expect(part).toContain(fact);
    for (const part of [subject, message]) expect(part).toContain('Tue Dec 1, 2:00 PM EST');
    expect(html).toMatch(/© 2026|&copy; 2026/);
    expect(message).toMatch(/^(Reminder from )?6FB Barbershop: /);
  });

  it('reads well with only the documented minimum', () => {
    const { subject, text } = find(name, 'email').render(MINIMAL);
    const { html } = find(name, 'email').render(MINIMAL);
    const message = find(name, 'sms').render(MINIMAL).text;
    expect(subject).toMatch(/Haircut on December 1, 2024 at 2:00 PM$/);
    expect(text).toContain('What: Haircut\nWhen: December 1, 2024 at 2:00 PM');
    expect(message).toMatch(/^Hi John Doe, .*Haircut.*December 1, 2024 at 2:00 PM/);
    for (const part of [subject, text, message]) {
      expect(part).not.toMatch(/ {2}| [.,]|undefined|null|\(\)/);
      expect(part).not.toMatch(/(Where|With|Price|Reason|Before|Call|Questions\?|Cancelled|Refund|Expected|To):? *$/m);
    }
    expect(html).not.toMatch(/>(Where|With|Reason|Before|Cancelled|Amount|Expected)<|undefined|null|tel:"/);
    expect(text).not.toMatch(/\n{3}/);
  });

  it('names the shop once', () => {
    const { subject, html, text } = render(name, 'email');
    for (const part of [html, text, render(name, 'sms').text]) expect(part!.match(/6FB Barbershop/g)).toHaveLength(1);
    expect(subject).not.toContain('6FB Barbershop');
  });

  it('breaks no line inside a time, a zone or an amount', () => {
    const lines = render(name, 'email').html!.replace(/<span style="white-space:nowrap;">[^<]*<\/span>/g, '|');
    const shown = lines.replace(/<div class="preheader"[^]*?<\/div>/, '');
    expect(shown).not.toMatch(/2:00|10:00|EST|\$\d/);
  });

  it('fits one SMS segment with long names', () => {
    const { text } = render(name, 'sms', {
      client_name: 'Maximiliana Winthrop',
      business_name: 'Riverside Barber & Beauty',
      business_address: '1200 West Washington Ave, Suite 4',
      service_name: 'Haircut and beard trim',
      appointment_day_short: 'Wed Sep 30',
      appointment_time: '12:30 PM',
      old_appointment_day_short: 'Tue Sep 29',
      old_appointment_time: '10:30 AM',
      new_appointment_day_short: 'Wed Sep 30',
      new_appointment_time: '12:30 PM',
      book_new_url: 'https://book.riverside.example/haircut-and-beard-trim',
      barber_name: 'Alexandra',
    });
    expect(measureSms(text)).toMatchObject({ encoding: 'GSM-7', segments: 1 });
    expect(text).toMatch(/Riverside Barber & Beauty.*Haircut and beard trim.*Wed Sep 30, 12:30 PM EST/);
  });
});

it.each([
  ['appointment_request', ['We have your request', 'This time is not confirmed yet.', 'Price: $50.00']],
  [
    'appointment_confirmation',
    ['What: Haircut, 45 minutes', 'With: Sam', 'Price: $50.00', 'Free up to 24 h', '(202) 555-0100'],
  ],
  ['appointment_reminder', ['in 24 hours', 'Free up to 24 h before.', '(202) 555-0100']],
  [
    'appointment_rescheduled',
    ['When: Tuesday, December 1, 2026 at 2:00 PM EST\nBefore: Monday, November 30, 2026 at 10:00 AM CST\n'],
  ],
  [
    'appointment_cancellation',
    [
      'as you asked',
      'Cancelled: November 30, 2026',
      'Reason: Change of plans',
      'Amount: $25.00\nTo: your original payment method\nExpected: 5-7 days',
      'Book a new time: https://example.com/book',
      '10% off your next visit',
    ],
  ],
])('%s tells its own facts', (name, facts) => {
  const { text } = render(name, 'email');
  for (const fact of facts) expect(text).toContain(fact);
});

describe('the wording follows', () => {
  it('who cancelled', () => {
    const by = (cancelled_by?: string): string[] =>
      (['email', 'sms'] as const).map((channel) => render('appointment_cancellation', channel, { cancelled_by }).text);
    for (const text of by('business')) expect(text).toMatch(/we had to cancel your/i);
    for (const text of by('client')) expect(text).toMatch(/as you asked/);
    for (const text of by()) expect(text).not.toMatch(/we had to|as you asked/i);
  });

  it('the hours left', () => {
    const title = (hours_until: unknown): string => render('appointment_reminder', 'email', { hours_until }).text;
    expect(title(1)).toContain('Your appointment is in 1 hour\n');
    expect(title(2)).toContain('Your appointment is in 2 hours\n');
    expect(render('appointment_reminder', 'sms', { hours_until: 2 }).text).toContain('Haircut in 2 hours, on');
  });

  it('whether a refund is paid', () => {
    const { html, text } = render('appointment_cancellation', 'email', { refund_amount: undefined });
    for (const part of [html, text, render('appointment_cancellation', 'sms', { refund_amount: null }).text])
      expect(part).not.toMatch(/refund|5-7 days|original payment/i);
  });

  it('the currency, if there is one', () => {
    const price = (currency?: string): string =>
      /Price: (.*)/.exec(
        render('appointment_confirmation', 'email', { currency, price: 50, price_text: undefined }).text,
      )![1]!;
    expect([price('USD'), price('EUR'), price('JPY'), price()]).toEqual(['$50.00', '€50.00', '¥50', '50.00']);
  });

  it('the line breaks of a policy', () => {
    const { html, text } = render('appointment_confirmation', 'email', { cancellation_policy: 'Free.\nThen 50%.' });
    expect(html).toMatch(/white-space:pre-line;">Free\.\nThen 50%\.</);
    expect(text).toContain('Free.\nThen 50%.');
  });
});

describe('a marketing message', () => {
  it('says how to hear no more, in both parts of a mail and in an SMS', () => {
    const { subject, html, text } = render('marketing_announcement', 'email');
    expect(subject).toBe('Two chairs, one price');
    expect(text).toContain('agreed to hear from us. Unsubscribe: https://example.com/unsubscribe');
    // SendGrid leaves such a link alone, so that it works without a way over its servers, and is no click on an offer.
    expect(html).toMatch(
      /<a [^>]*clicktracking="off" href="https:\/\/example\.com\/unsubscribe"[^>]*>Unsubscribe<\/a>/,
    );
    expect(text).toContain('Book for two: https://example.com/offer');
    expect(render('marketing_announcement', 'sms').text).toMatch(/^6FB Barbershop: [\s\S]*\nReply STOP to opt out$/);
  });

  it('has no button without a link, and no link that runs code', () => {
    expect(render('marketing_announcement', 'email').html).toContain('class="button"');
    expect(render('marketing_announcement', 'email', { cta_url: undefined }).html).not.toContain('class="button"');
    for (const cta_url of ['javascript:alert(1)', 'shop.example.com'])
      expect(render('marketing_announcement', 'email', { cta_url }).html).not.toContain('class="button"');
  });
});

describe.each(compiled.filter(({ source }) => source.channel === 'email'))('$source.name', (template) => {
  const { html, text } = template.render(EXAMPLE_CONTEXT);

  it('is a complete, accessible page that loads nothing from elsewhere', () => {
    expect(html).toMatch(/^<!doctype html>\n<html lang="en"/);
    expect(html).toMatch(/<\/html>\s*$/);
    expect(html!.match(/<h1/g)).toHaveLength(1);
    expect(html!.match(/<table/g)!.length).toBe(html!.match(/<table role="presentation"/g)!.length);
    expect(html).not.toMatch(/<img|<link|<script|@import|url\(/i);
    expect(html!.length).toBeLessThan(20_000);
  });

  it('has a preheader that the text part does not repeat', () => {
    expect(html).toContain('class="preheader" style="display:none');
    expect(text).not.toMatch(/\n{3}| {2}|\[|\u200C|\u034F|[{}<>]/);
    const lines = text.split('\n').filter((line) => line !== '');
    expect(new Set(lines).size).toBe(lines.length);
  });
});

describe('the folder of shipped templates', () => {
  const shipped = fileURLToPath(new URL('../../../../templates', import.meta.url));

  function folder(change: (path: string, manifest: Record<string, unknown>[]) => void): string {
    const path = mkdtempSync(join(tmpdir(), 'templates-'));
    cpSync(shipped, path, { recursive: true });
    const file = join(path, 'notifications', 'manifest.json');
    const manifest: Record<string, unknown>[] = JSON.parse(readFileSync(file, 'utf8'));
    change(join(path, 'notifications'), manifest);
    writeFileSync(file, JSON.stringify(manifest));
    return path;
  }

  function outcome(change: Parameters<typeof folder>[0]): string {
    const path = folder(change);
    try {
      return readShippedTemplates(path)
        .map(({ name, locale }) => `${name} ${locale}`)
        .join(', ');
    } catch (error) {
      return (error as Error).message;
    } finally {
      rmSync(path, { recursive: true });
    }
  }

  it('may have a new template with its entry, in any language', () => {
    const names = outcome((path, manifest) => {
      writeFileSync(join(path, 'birthday_sms.txt'), 'Happy birthday, {{client_name}}! {{gift}}');
      writeFileSync(join(path, 'birthday_sms.txt.pt-BR'), 'Feliz aniversário, {{client_name}}!');
      manifest.push({ name: 'birthday', type: 'sms', category: 'marketing', variables: ['gift'] });
      manifest.push({ name: 'birthday', type: 'sms', category: 'marketing', locale: 'pt-BR' });
    });
    expect(names).toMatch(/, birthday en, birthday pt-BR$/);
  });

  it.each<[string, Parameters<typeof folder>[0], RegExp]>([
    ['a file without an entry', (path) => writeFileSync(join(path, 'a_sms.txt'), 'x'), /a_sms\.txt is not in manifest/],
    ['an entry without a file', (_, m) => m.push({ name: 'a', type: 'sms' }), /a_sms\.txt is missing/],
    ['an entry twice', (_, m) => m.push(m[0]!), /lists appointment_request_email\.html twice/],
    ['an unknown type', (_, m) => m.push({ name: 'a', type: 'push' }), /entry 13: "type" must be "email" or "sms"/],
    ['an email without a subject', (_, m) => m.push({ name: 'a', type: 'email' }), /"subject" must be the text/],
    ['an SMS with a subject', (_, m) => m.push({ name: 'a', type: 'sms', subject: 'x' }), /"subject" must be left out/],
    ['a name that leads elsewhere', (_, m) => m.push({ name: '../a', type: 'sms' }), /"name" must be lower-case/],
    ['a language that leads elsewhere', (_, m) => m.push({ name: 'a', type: 'sms', locale: '/x' }), /"locale" must be/],
    [
      'a variable nobody gives',
      (path) => writeFileSync(join(path, 'appointment_reminder_sms.txt'), 'Hi {{clinet_name}}'),
      /appointment_reminder_sms\.txt reads "clinet_name", which no template is given/,
    ],
    [
      'an unsafe template',
      (path) => writeFileSync(join(path, 'appointment_reminder_sms.txt'), 'Hi\n{{{client_name}}}'),
      /^appointment_reminder_sms\.txt is refused: line 2: /,
    ],
  ])('is refused with %s', (_what, change, message) => {
    expect(outcome(change)).toMatch(message);
  });
});
