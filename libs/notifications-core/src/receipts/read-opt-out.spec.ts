import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readOptOut, type OptOutCommand } from './read-opt-out.js';

const COMMANDS: Readonly<Record<OptOutCommand, readonly string[]>> = {
  stop: ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'],
  start: ['START', 'UNSTOP'],
  help: ['HELP', 'INFO'],
};
const ALL = Object.entries(COMMANDS).flatMap(([command, words]) => words.map((word) => [word, command] as const));

/** A word in any mixture of cases. */
const inAnyCase = (word: string): fc.Arbitrary<string> =>
  fc
    .array(fc.boolean(), { minLength: word.length, maxLength: word.length })
    .map((upper) => Array.from(word, (letter, at) => (upper[at] ? letter : letter.toLowerCase())).join(''));
const around = fc
  .array(fc.constantFrom(' ', '\n', '\t', '\u00a0', '.', '!', '?', ',', '"', '”', '’', '-', '(', ')', '…'), {
    maxLength: 10,
  })
  .map((characters) => characters.join(''));

describe('the command of a text message', () => {
  it.each(ALL)('%s is to %s, in any case, with spaces and punctuation around it', (word, command) => {
    fc.assert(
      fc.property(inAnyCase(word), around, around, (written, before, after) => {
        expect(readOptOut(before + written + after)).toBe(command);
      }),
    );
  });

  it.each([
    '',
    ' ',
    '...',
    'please stop by at 5',
    'Stop please',
    'STOP ALL',
    'S T O P',
    'STOPP',
    'UNSTOPP',
    'STOP 1',
    'C',
    'YES',
    'NO',
    'Cancel my appointment',
    'cancelled',
    'END of the road',
    'started',
    'ſtop',
    'ﬆop',
    'ＳＴＯＰ',
    'ЅТОР',
    'STΟP',
    'S\u200bTOP',
    'STOP\u0301',
    'STOP\0',
    'STOP\ud800',
    '\udc00STOP',
    'STOP 👍',
    'constructor',
    '__proto__',
    'STOP'.padEnd(1_600),
    'STOP '.repeat(320),
    'a'.repeat(1_600),
    ' .'.repeat(800),
  ])('%j is none', (body) => {
    expect(readOptOut(body)).toBeNull();
  });

  it('is never found in a text that is more than one of the words', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 1_600 }), (body) => {
        const word = body.replace(/^[\s\p{P}]+|[\s\p{P}]+$/gu, '');
        const known = ALL.find(
          ([each]) => each === word || each.toLowerCase() === word.replaceAll(/[A-Z]/g, (l) => l.toLowerCase()),
        );
        expect(readOptOut(body)).toBe(body.length <= 100 && /^[A-Za-z]+$/.test(word) ? (known?.[1] ?? null) : null);
      }),
    );
  });

  it.each([
    ['ARRET', 'STOP', 'stop'],
    ['hola', 'START', 'start'],
    ['STOP', 'HELP', 'help'],
    ['STOP', undefined, 'stop'],
    ['STOP', '', 'stop'],
    ['STOP', 'toString', 'stop'],
    ['hello', 'OTHER', null],
  ])('%j with the OptOutType %j is to %s', (body, type, command) => {
    expect(readOptOut(body, type)).toBe(command);
  });
});
