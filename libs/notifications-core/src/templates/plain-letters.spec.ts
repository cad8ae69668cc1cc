import { expect, it } from '@jest/globals';
import { plainLetters } from './plain-letters.js';
import { isGsm } from './sms-encoding.js';

it.each([
  ['Café Zoë', 'Café Zoe'],
  ['Salão da Conceição', 'Salao da Conceicao'],
  ['Fryzjer Żółć & Łódź', 'Fryzjer Zolc & Lodz'],
  ['Kadeřnictví Dvořák', 'Kadernictvi Dvorak'],
  ['Œuvre', 'OEuvre'],
  ['Nails 💅🏽 by Ana™', 'Nails by Ana'],
  ['Größe, ñandú, Århus', 'Größe, ñandu, Århus'],
])('%j becomes %j', (text, plain) => {
  expect(plainLetters(text, isGsm)).toBe(plain);
});

it.each(['Phở & Tiệm tóc', '理发店', 'Парикмахерская', 'Κομμωτήριο', '💅', 'þór'])('%j stays as it is', (text) => {
  expect(plainLetters(text, isGsm)).toBe(text);
});
