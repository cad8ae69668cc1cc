import { describe, expect, it } from '@jest/globals';
import { defaultPreferences, type PreferenceRules } from '../domain/preferences.js';
import { readAddresses } from './addresses.js';
import { mayBeTold, openAddress, type Told, type Topic } from './may-be-told.js';

const REMINDER: Topic = { channel: 'sms', templateName: 'appointment_reminder', category: 'transactional' };
const ANNOUNCEMENT: Topic = { channel: 'email', templateName: 'marketing_announcement', category: 'marketing' };

const told = (
  over: Partial<PreferenceRules> = {},
  contact: { email?: string | null; phone?: string | null } = {},
  suppressed: readonly string[] = [],
): Told => ({
  preferences: { ...defaultPreferences([24]), ...over },
  addresses: readAddresses(
    { email: 'ana@example.com', phone: '+12025550123', ...contact },
    { allowedCountries: ['US'], homeCountry: 'US' },
  ),
  suppressed: new Set(suppressed),
});

describe('the verdict whether a person may be told', () => {
  it('is yes, with the address, for a default recipient and a transactional template', () => {
    expect(mayBeTold(told(), REMINDER)).toEqual({ address: '+12025550123', failure: null });
  });

  it.each<[string, Told, Topic, string]>([
    ['the channel is off', told({ sms_enabled: false }), REMINDER, 'preference_off'],
    ['its kind is off', told({ sms_appointment_reminder: false }), REMINDER, 'preference_off'],
    ['marketing was never asked for', told(), ANNOUNCEMENT, 'preference_off'],
    ['no address is known', told({}, { phone: null }), REMINDER, 'no_address'],
    ['the country is not allowed', told({}, { phone: '+442079460958' }), REMINDER, 'country_not_allowed'],
    ['the address is suppressed', told({}, {}, ['sms:+12025550123']), REMINDER, 'suppressed'],
    [
      'the address is suppressed in another case',
      told({ email_marketing: true }, { email: 'Ana@Example.com' }, ['email:ana@example.com']),
      ANNOUNCEMENT,
      'suppressed',
    ],
  ])('is no when %s', (_, who, topic, reason) => {
    expect(mayBeTold(who, topic)).toEqual({ skip: reason });
  });

  it('names only the first of several reasons', () => {
    const everything = told({ sms_enabled: false }, { phone: null });
    expect(mayBeTold(everything, REMINDER)).toEqual({ skip: 'preference_off' });
  });

  it('is a failure for an invalid address', () => {
    expect(mayBeTold(told({}, { phone: '+1 202 555' }), REMINDER)).toEqual({
      address: null,
      failure: {
        reason: 'invalid_recipient',
        message:
          "The client's phone must be a phone number with its country code, such as +12025550123, or a national number of US (BUSINESS_COUNTRY)",
      },
    });
  });

  it('is a failure with the address where no template is active', () => {
    expect(mayBeTold(told(), { ...REMINDER, category: undefined })).toEqual({
      address: '+12025550123',
      failure: {
        reason: 'template_missing',
        message: 'No active sms template "appointment_reminder": populate or activate it, then resend',
      },
    });
  });

  it('leaves no open address on a channel where it is suppressed', () => {
    const who = told({}, {}, ['sms:+12025550123']);
    expect([openAddress(who, 'email'), openAddress(who, 'sms')]).toEqual(['ana@example.com', null]);
  });
});
