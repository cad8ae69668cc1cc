import { describe, expect, it } from '@jest/globals';
import { compileTemplate } from './render.js';
import { readShippedPartials, readShippedTemplates } from './shipped.js';
import { unfilledVariables } from './unfilled-variables.js';

describe('the variables that nobody fills', () => {
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
    expect(unfilledVariables(template, variables)).toEqual(
      expected.map(([name, did_you_mean]) => ({ name, did_you_mean })),
    );
  });

  it.each(readShippedTemplates().map((template) => [template.name, template.channel, template] as const))(
    'are none in the shipped %s (%s)',
    (name, _channel, template) => {
      expect(unfilledVariables(name, compileTemplate(template, readShippedPartials()).variables)).toEqual([]);
    },
  );
});
