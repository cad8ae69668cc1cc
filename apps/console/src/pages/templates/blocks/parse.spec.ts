import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { newBlock, type Block, type Blocks, type Document, type Value } from './block.js';
import { parseDocument } from './parse.js';
import { printDocument, quotable } from './print.js';
import { listsOf } from './tree.js';

const SHIPPED = new URL('../../../../../../templates/notifications/', import.meta.url);
const shippedMails = readdirSync(SHIPPED)
  .filter((file) => file.endsWith('_email.html'))
  .map((file) => [file, readFileSync(new URL(file, SHIPPED), 'utf8')] as const);

const card = (content: string): string =>
  `{{#> layout lang="en" title="T"}}\n{{#> card}}\n${content}{{/card}}\n{{/layout}}\n`;
const kinds = (text: string): string[] => parseDocument(text).blocks.map(({ kind }) => kind);
const everyBlock = (blocks: Blocks): Block[] =>
  blocks.flatMap((block) => [block, ...listsOf(block).flatMap(everyBlock)]);

describe.each(shippedMails)('%s', (_file, text) => {
  it('opens in blocks, none of them code', () => {
    const { head, blocks } = parseDocument(text);
    expect(head).not.toBeNull();
    expect(everyBlock(blocks).filter(({ kind }) => kind === 'code')).toEqual([]);
  });

  it('is the same after it was opened and closed', () => {
    expect(printDocument(parseDocument(text))).toBe(text);
  });
});

describe('what is built', () => {
  const words = fc.constantFrom(
    '',
    'See you',
    'Hi {{client_name}}, in {{> hours}}',
    '{{#if a}}x{{else}}y{{/if}}',
    '<b>a</b> & "b"',
    "it's 5 < 6",
  );
  const literal = fc
    .constantFrom('', 'When', 'Our "new" shop', "Sam's", `both " and '`, 'https://example.com/?a=b&c=d')
    .map(quotable);
  const value: fc.Arbitrary<Value> = fc.oneof(
    fc.constantFrom('manage_url', 'client.site').map((variable) => ({ variable })),
    literal.map((text) => ({ text })),
  );
  const test = fc.constantFrom('business_phone', 'client.name', '(eq cancelled_by "client")');
  const lead = fc.constantFrom('', '', '', '\n', '  ', '\n\n\t');
  const simple = fc.oneof(
    fc.record({ kind: fc.constant('heading'), size: fc.constantFrom('title', 'heading'), text: words }),
    fc.record({ kind: fc.constant('text'), keepsLines: fc.boolean(), text: fc.oneof(words, fc.constant('a\nb\n\nc')) }),
    fc.record({
      kind: fc.constant('facts'),
      rows: fc.array(fc.record({ label: literal, value: words, when: fc.option(test) }), { maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('button'), look: fc.constantFrom('button', 'link'), url: value, label: words }),
    fc.record({
      kind: fc.constant('image'),
      src: value,
      alt: literal,
      width: fc.option(fc.integer({ min: 1, max: 1200 })),
      url: fc.option(value),
    }),
    fc.constantFrom({ kind: 'divider' }, { kind: 'links' }),
  );
  const code = fc
    .constantFrom('<p>own</p>\n', '{{#each items}}\n{{#> title}}{{name}}{{/title}}\n{{/each}}\n', 'plain\n\n\nwords\n')
    .map((text) => ({ kind: 'code', lead: '', text }));
  /** Two pieces of code beside each other are one. */
  const list = (each: fc.Arbitrary<unknown>): fc.Arbitrary<Blocks> =>
    fc
      .array(fc.oneof({ weight: 4, arbitrary: each }, { weight: 1, arbitrary: code }), { maxLength: 4 })
      .map((blocks) =>
        (blocks as Block[]).filter(
          ({ kind }, at) =>
            kind !== 'code' || blocks[at - 1] === undefined || (blocks[at - 1] as Block).kind !== 'code',
        ),
      );
  const leaf = fc.tuple(simple, lead).map(([block, before]) => ({ ...block, lead: before }));
  const container = (depth: number): fc.Arbitrary<unknown> =>
    depth === 0
      ? leaf
      : fc.oneof(
          leaf,
          fc.record({
            kind: fc.constant('columns'),
            lead,
            columns: fc.array(list(container(depth - 1)), { maxLength: 3 }),
          }),
          fc.record({
            kind: fc.constant('condition'),
            lead,
            test,
            negated: fc.boolean(),
            blocks: list(container(depth - 1)),
            otherwise: fc.option(list(container(depth - 1))),
            inline: fc.constant(false),
          }),
        );

  it('opens again as the same blocks', () => {
    fc.assert(
      fc.property(list(container(2)), fc.option(words), (blocks, preheader) => {
        const built: Document = {
          head: { layout: ' lang="en" title="News"', preheader },
          blocks,
          tail: '{{/card}}\n{{/layout}}\n',
          endsOpen: false,
        };
        expect(parseDocument(printDocument(built))).toEqual(built);
      }),
      { numRuns: 400 },
    );
  });

  it.each(['heading', 'text', 'facts', 'button', 'image', 'divider', 'columns', 'links', 'condition', 'code'] as const)(
    'a new block of the kind %s opens again as one',
    (kind) => {
      const built: Document = { head: null, blocks: [newBlock(kind)], tail: '', endsOpen: false };
      expect(parseDocument(printDocument(built))).toEqual(built);
    },
  );
});

describe('code that somebody has written', () => {
  const pieces = fc.constantFrom(
    ...['{{#> layout lang="en"}}\n', '{{#> card}}\n', '{{/card}}\n', '{{/layout}}\n', '{{#> title}}a{{/title}}\n'],
    ...['{{#> title}}', '{{/title}}', '{{#if a}}\n', '{{#if a}}', '{{/if}}\n', '{{/if}}', '{{else}}\n', '{{else}}'],
    ...['{{#> facts}}\n', '{{#> fact label="x"}}y{{/fact}}\n', '{{/facts}}\n', '{{#> columns}}\n', '{{#> column}}\n'],
    ...[
      '{{/column}}\n',
      '{{/columns}}\n',
      '{{> divider}}\n',
      '{{> change}}',
      '{{#> lines}}a\nb{{/lines}}\n',
      '{{#each a}}\n',
    ],
    ...[
      '{{/each}}\n',
      '\n',
      ' ',
      '\r\n',
      '<table>',
      'text',
      '{{#> button url="a"}}b{{/button}}\n',
      '{{#unless a}}',
      '{{',
      '}}',
    ],
    ...['{{> image src=\'a\' alt="b"}}\n', '{{> image src="a" alt="b" width=05}}\n', '{{! {{#if}} }}\n', '\\', '"'],
  );

  it('is never changed by opening it', () => {
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 30 }).map((all) => all.join('')),
        (text) => {
          expect(printDocument(parseDocument(text))).toBe(text);
          expect(printDocument(parseDocument(card(text)))).toBe(card(text));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('is one block of code as far as it belongs together', () => {
    expect(
      kinds(card('{{#each items}}\n{{#if a}}\n{{#> title}}x{{/title}}\n{{/if}}\n{{/each}}\n{{> divider}}\n')),
    ).toEqual(['code', 'divider']);
  });

  it('is a block where it is written as the builder writes it, and code where it is not', () => {
    expect(kinds('{{> divider}}\n')).toEqual(['divider']);
    expect(kinds('{{>divider}}\n')).toEqual(['code']);
    expect(kinds('{{#> title class="x"}}a{{/title}}\n')).toEqual(['code']);
    expect(kinds('{{> image src="a" alt="b" width=05}}\n')).toEqual(['code']);
  });

  it('may have no line break at its end', () => {
    expect(parseDocument('{{> divider}}')).toMatchObject({ blocks: [{ kind: 'divider' }], endsOpen: true });
  });
});
