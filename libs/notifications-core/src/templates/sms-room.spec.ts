import { describe, expect, it } from '@jest/globals';
import { compileTemplate } from './render.js';

const sms = (body: string, context: Record<string, unknown>): string =>
  compileTemplate({
    ...{ name: 'trial', channel: 'sms', locale: 'en', version: 1, category: 'transactional' },
    ...{ subject: null, body },
  }).render(context).text;

const LONG = 'x'.repeat(150);

describe('an SMS', () => {
  it('leaves out step by step what its template can spare, until it fits one segment', () => {
    const body =
      '{{text}}{{#unless tight}} one two three{{/unless}}{{#unless tighter}} four five{{/unless}}{{#unless tightest}} six{{/unless}}';
    const written = (length: number): string => sms(body, { text: 'x'.repeat(length) }).replace(/^x+/, '');
    expect([130, 140, 150, 158].map(written)).toEqual([' one two three four five six', ' four five six', ' six', '']);
  });

  it('says all of it where leaving out saves no segment', () => {
    const body = '{{text}}{{text}}{{#unless tight}} and more{{/unless}}';
    const text = 'x'.repeat(140);
    expect(sms(body, { text })).toBe(`${text}${text} and more`);
  });

  it('cannot be told by its context to leave things out', () => {
    expect(sms('{{text}}{{#unless tight}} and more{{/unless}}', { text: 'x', tight: true })).toBe('x and more');
  });

  it('keeps all letters while they fit one segment', () => {
    expect(sms('{{business_name}}: {{client_name}}', { business_name: 'Café Zoë', client_name: 'Łukasz' })).toBe(
      'Café Zoë: Łukasz',
    );
  });

  it('writes the words of the shop in plain letters where they would cost a segment', () => {
    const facts = { service_name: 'Lash tint “Zoë”', business_name: 'Salão', business_address: 'Plaça 1' };
    const text = sms('{{business_name}}, {{service_name}}, {{business_address}} {{text}}', {
      ...facts,
      text: 'x'.repeat(100),
    });
    expect(text).toBe(`Salao, Lash tint "Zoe", Placa 1 ${'x'.repeat(100)}`);
  });

  it('never changes the letters of a person, or of what a caller wrote', () => {
    const text = sms('{{client_name}} {{barber_name}} {{message}} {{text}}', {
      ...{ client_name: 'Łukasz', barber_name: 'Zoë', message: 'François', text: LONG },
    });
    expect(text).toBe(`Łukasz Zoë François ${LONG}`);
  });

  it('rather leaves out the greeting than takes a segment for a letter of a name', () => {
    const body = '{{#unless tight}}Hi {{client_name}}, {{/unless}}{{service_name}} {{text}}';
    const text = 'x'.repeat(90);
    expect(sms(body, { client_name: 'Zoë', service_name: 'Façade', text })).toBe(`Facade ${text}`);
  });

  it('names a currency by its code where its sign would cost a segment', () => {
    const price = { price: 500, currency: 'INR' };
    expect(sms('{{price_text}}', price)).toBe('₹500.00');
    expect(sms('{{price_text}} {{text}}', { ...price, text: LONG.slice(50) })).toBe(`INR 500.00 ${LONG.slice(50)}`);
  });
});
