import { describe, expect, it } from '@jest/globals';
import { readerLanguage } from './reader-language.js';

describe('the language of a page for readers', () => {
  it.each<[string | null, string | undefined, string, string]>([
    ['fr', 'de', 'en', 'fr'],
    ['pt-BR', 'de', 'en', 'pt'],
    [null, 'de-AT,de;q=0.9,en;q=0.8', 'es', 'de'],
    [null, 'en;q=0.1, ar ;q=0.9', 'es', 'ar'],
    [null, 'it, ja;q=0.5', 'es-MX', 'es'],
    [null, 'fr;q=0, it', 'pt', 'pt'],
    ['it', 'fr', 'en', 'fr'],
    [null, undefined, 'it', 'en'],
    [null, '*', 'de', 'de'],
    [null, ';;q=,,=;', 'en', 'en'],
    [null, 'fr;q=NaN', 'en', 'en'],
    [null, `${'x,'.repeat(100_000)}fr`, 'en', 'en'],
  ])('of %j with the header %j and the default %s is %4$s', (known, header, fallback, language) => {
    expect(readerLanguage(known, header, fallback)).toBe(language);
  });
});
