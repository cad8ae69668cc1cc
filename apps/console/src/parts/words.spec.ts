import { describe, expect, it } from '@jest/globals';
import { languageText, reasonText, templateText } from './words.js';

describe('words of the shop', () => {
  it('calls shipped messages by what they say, and others by their name', () => {
    expect(templateText('appointment_reminder')).toBe('Reminder');
    expect(templateText('happy_birthday')).toBe('Happy birthday');
  });

  it('has words for reasons, and shows a new one as it is', () => {
    expect(reasonText('preference_off')).toBe('the client does not want it');
    expect(reasonText('moon_is_full')).toBe('moon is full');
  });

  it('names languages, and shows what is none', () => {
    expect(languageText('es-MX')).toBe('Mexican Spanish');
    expect(languageText('not a language')).toBe('not a language');
  });
});
