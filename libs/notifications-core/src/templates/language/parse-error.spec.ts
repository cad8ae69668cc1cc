import { describe, expect, it } from '@jest/globals';
import Handlebars from 'handlebars';
import { explainParseError } from './parse-error.js';

function explained(text: string): string {
  try {
    Handlebars.parse(text);
  } catch (error) {
    const { line, what } = explainParseError(error, text);
    return `line ${line}: ${what}`;
  }
  throw new Error('it can be parsed');
}

describe('a template that cannot be parsed', () => {
  it.each([
    ['{{#if a}}\nx', 'line 2: {{#if}} of line 1 is not closed: add {{/if}}'],
    ['a\n{{#if a}}{{#each b}}\n{{/each}}', 'line 3: {{#if}} of line 2 is not closed: add {{/if}}'],
    ['{{#> card}}x', 'line 1: {{#card}} of line 1 is not closed: add {{/card}}'],
    ['{{#if a}}x{{/each}}', 'line 1: {{#if}} is closed by {{/each}}: close the inner block first, with {{/if}}'],
    ['x{{/if}}', 'line 1: {{/…}} closes a block that is not open'],
    ['{{else}}', 'line 1: {{else}} stands outside of a block'],
    ['{{client_name', 'line 1: {{…}} is not closed with }}'],
    ['a\nHi {{client_name} you', 'line 2: {{…}} is not closed with }}'],
    ['{{}}', 'line 1: a name or a value is missing before }}'],
    ['{{> }}', 'line 1: a name or a value is missing before }}'],
    ['{{{a}}', 'line 1: {{{ needs }}}'],
    ['{{a | upper}}', 'line 1: | cannot stand here'],
    ['{{#if a == b}}x{{/if}}', 'line 1: = cannot stand here: compare with {{#if (eq name "text")}}'],
    ['{{(a)}}', 'line 1: ( cannot stand here'],
    ['{{a/../b}}', 'line 1: ../ stands only at the beginning'],
    ['{{!-- x', 'line 1: something is not closed: a comment {{!-- needs --}}'],
    ['{% if a %}{{% x %}}', 'line 1: {{…}} is not closed with }}, or holds a character'],
  ])('%j is explained', (text, expected) => {
    expect(explained(text).slice(0, expected.length)).toBe(expected);
    expect(explained(text)).not.toMatch(/Expecting|INVALID|OPEN_|'ID'/);
  });
});
