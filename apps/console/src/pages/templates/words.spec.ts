import { expect, it } from '@jest/globals';
import { counted, languageName, templatePath, templateTitle } from './words.js';

it('a template and a language have a name that people read', () => {
  expect(templateTitle('appointment_reminder')).toBe('Appointment reminder');
  expect(languageName('pt-BR')).toBe('Brazilian Portuguese');
  expect(languageName('not a tag')).toBe('not a tag');
  expect([counted(1, 'segment'), counted(2, 'segment')]).toEqual(['1 segment', '2 segments']);
});

it('the address of a template says its language', () => {
  expect(templatePath({ name: 'birthday', channel: 'sms', locale: 'pt-BR' })).toBe(
    '/templates/birthday/sms?locale=pt-BR',
  );
});
