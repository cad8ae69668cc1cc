import { describe, expect, it } from '@jest/globals';
import { compileTemplate, type Partials } from './render.js';
import { readShippedPartials, readShippedTemplates } from './shipped.js';
import { unfilledVariables } from './unfilled-variables.js';

function piecesOf(body: string, partials: Partials = {}) {
  const source = { name: 'trial', channel: 'sms', locale: 'en', version: 1, category: 'transactional' } as const;
  return compileTemplate({ ...source, subject: null, body }, partials).pieces;
}

describe('the variables that nobody fills', () => {
  it('are also those that a condition asks for, but not those that a partial may be given', () => {
    const partials = { greeting: '{{#if small}}hi{{else}}Hello{{/if}} {{who}}' };
    const body = '{{#if clientname}}x{{/if}}{{> greeting who=client_nam}}';
    expect(unfilledVariables('birthday', piecesOf(body, partials))).toEqual([
      { name: 'clientname', did_you_mean: 'client_name' },
      { name: 'client_nam', did_you_mean: 'client_name' },
    ]);
  });

  it.each<[string, string[], [string, string | null][]]>([
    ['appointment_confirmation', ['clientname', 'service_name'], [['clientname', 'client_name']]],
    [
      'appointment_confirmation',
      ['hours_until', 'wish'],
      [
        ['hours_until', null],
        ['wish', null],
      ],
    ],
    ['appointment_reminder', ['hours_until', 'old_appointment_date'], [['old_appointment_date', 'appointment_date']]],
    ['marketing_announcement', ['headline', 'Headlines'], [['Headlines', 'headline']]],
    ['birthday', ['client_name', 'hours_until', 'wish'], [['wish', null]]],
  ])('of %s with %j are named, with what was probably meant', (template, variables, expected) => {
    const body = variables.map((name) => `{{${name}}}`).join(' ');
    expect(unfilledVariables(template, piecesOf(body))).toEqual(
      expected.map(([name, did_you_mean]) => ({ name, did_you_mean })),
    );
  });

  it.each(readShippedTemplates().map((template) => [template.name, template.channel, template] as const))(
    'are none in the shipped %s (%s)',
    (name, _channel, template) => {
      expect(unfilledVariables(name, compileTemplate(template, readShippedPartials()).pieces)).toEqual([]);
    },
  );
});
