import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readConfig } from '../config/config.js';
import { measureSms } from '../templates/sms-encoding.js';
import { helpText } from './help-text.js';

const answer = (environment: Record<string, string>): string => helpText(readConfig(environment));

describe('the answer to HELP', () => {
  it('says who writes, whom to call and how to stop', () => {
    expect(answer({ BUSINESS_NAME: '6FB Barbershop', BUSINESS_PHONE: '+12025550100' })).toBe(
      '6FB Barbershop: messages about your appointments. Help: (202) 555-0100. Reply STOP to opt out.',
    );
    expect(answer({ BUSINESS_NAME: '6FB Barbershop' })).toBe(
      '6FB Barbershop: messages about your appointments. Reply STOP to opt out.',
    );
  });

  it.each(['en', 'es-MX', 'fr', 'de', 'pt-BR', 'ar', 'it'])(
    'in %s fits one segment and names the word STOP',
    (locale) => {
      const text = answer({
        BUSINESS_NAME: 'Café “Zoë” & Søn',
        BUSINESS_PHONE: '+12025550100',
        DEFAULT_LOCALE: locale,
      });
      expect(measureSms(text)).toMatchObject({ encoding: 'GSM-7', segments: 1 });
      expect(text).toContain('STOP');
      expect(text).toMatch(/^Café "Zoe" & Søn: /);
    },
  );

  it('fits one segment whatever the business is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 60 }), (name, phone) => {
        const text = helpText({ BUSINESS_NAME: name, BUSINESS_PHONE: phone, DEFAULT_LOCALE: 'en' });
        expect(measureSms(text)).toMatchObject({ encoding: 'GSM-7', segments: 1 });
        expect(text).toMatch(/Reply STOP to opt out\.$/);
      }),
    );
  });
});
