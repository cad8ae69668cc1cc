import { expect, it } from '@jest/globals';
import { lineOfDeepNesting } from './nesting.js';

it.each<[what: string, text: string, line: number | null]>([
  ['blocks', '{{#if a}}\n{{#if b}}\n{{#if c}}\n{{#if d}}', 4],
  ['blocks that trim spaces', '{{~#if a}}{{#with b}}\n{{~ # each c}}{{^d}}', 2],
  ['partial blocks', '{{#> a}}{{#> b}}{{#> c}}\n{{#> d}}', 2],
  ['branches', '{{#if a}}{{else if b}}{{else if c}}\n{{else if d}}{{/if}}', 2],
  ['parentheses', '\n{{#if (eq (eq (eq (eq 1 1) 1) 1) 1)}}', 2],
  ['blocks after each other', '{{#if a}}{{#if b}}{{else}}{{^}}{{/if}}{{/if}}'.repeat(9), null],
  ['branches after each other', '{{#if a}}{{else if b}}{{else if c}}{{/if}}'.repeat(9), null],
  ['values', '{{a}} {{else_where}} {{! ( }} {{> (b)}}'.repeat(9), null],
  ['ends without beginnings', '{{/if}}{{/if}}{{/if}}', null],
])('finds the line where nesting is too deep, if there is one, in %s', (_what, text, line) => {
  expect(lineOfDeepNesting(text, { blocks: 3, parentheses: 3 })).toBe(line);
});
