import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../config/config.js';
import { defaultContext } from './default-context.js';
import { missingVariables } from './missing-variables.js';
import type { TemplateContext } from '../domain/notification.js';
import { compileTemplate } from './render.js';
import { readShippedPartials, readShippedTemplates } from './shipped.js';
import { EXAMPLE_CONTEXT, TEMPLATE_VARIABLES } from './variables.js';

function missing(body: string, context: TemplateContext): string[] {
  const source = { name: 'trial', channel: 'sms', locale: 'en', version: 1, category: 'transactional' } as const;
  return missingVariables(compileTemplate({ ...source, subject: null, body }), context);
}

describe('a variable is missing', () => {
  it.each<[string, TemplateContext, string[]]>([
    ['{{a}} {{b}} {{a}}', {}, ['a', 'b']],
    ['{{a}}{{b}}{{c}}{{d}}{{e}}', { a: '', b: null, c: 0, d: false, e: 'x' }, ['a', 'b']],
    ['{{a}}', { a: ' \n' }, ['a']],
    ['{{safe_url a}}', {}, ['a']],
    ['{{a.b}} {{c.d}}', { a: { x: 1 } }, ['a.b', 'c.d']],
    ['{{toString}} {{a.length}}', { a: {} }, ['toString', 'a.length']],
    ['{{#if a}}x{{else}}{{b}}{{/if}}', {}, ['b']],
    ['{{#unless a}}{{b}}{{/unless}}', {}, ['b']],
    ['{{#if (eq a "x")}}{{b}}{{else}}{{c}}{{/if}}', { a: 'x' }, ['b']],
    ['{{#if (eq a 1)}}{{b}}{{else}}{{c}}{{/if}}', { a: '2' }, ['c']],
    ['{{#each a}}{{../b}}{{/each}}', { a: [1] }, ['b']],
    ['{{#each a}}{{#if @last}}{{../b}}{{else}}{{../c}}{{/if}}{{/each}}', { a: [1] }, ['b', 'c']],
  ])('in %s with %j', (body, context, expected) => {
    expect(missing(body, context)).toEqual(expected);
  });
});

describe('a variable is not missing', () => {
  it.each<[string, TemplateContext]>([
    ['{{#if a}}{{a}} {{b}}{{/if}}x', {}],
    ['{{#if a}}{{b}}{{/if}}x', { a: [] }],
    ['{{#unless a}}{{b}}{{/unless}}x', { a: 1 }],
    ['{{#each a}}{{b}}{{@index}}{{/each}}x', {}],
    ['{{#each a}}{{b}}{{this}}{{/each}}x', { a: [{}] }],
    ['{{#with a}}{{b}}{{/with}}x', { a: { b: 1 } }],
    ['{{#if (eq a "x")}}{{b}}{{/if}}x', {}],
  ])('in %s with %j', (body, context) => {
    expect(missing(body, context)).toEqual([]);
  });
});

describe.each(readShippedTemplates().map((template) => [`${template.name} (${template.channel})`, template] as const))(
  '%s',
  (_name, template) => {
    const compiled = compileTemplate(template, readShippedPartials());
    const always = Object.entries(TEMPLATE_VARIABLES).filter(([, { optional }]) => !optional);

    it('misses nothing with the examples, even without the optional ones', () => {
      expect(missingVariables(compiled, EXAMPLE_CONTEXT)).toEqual([]);
      const context = Object.fromEntries(always.map(([name, { example }]) => [name, example]));
      expect(missingVariables(compiled, context)).toEqual([]);
    });

    it('misses its main facts with the default context alone', () => {
      const names = missingVariables(compiled, defaultContext(readConfig({}), new Date()));
      const marketing = template.category === 'marketing';
      expect(names).toEqual(expect.arrayContaining(marketing ? ['headline'] : ['client_name', 'service_name']));
    });
  },
);
