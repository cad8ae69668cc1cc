import {
  PATH,
  TEST,
  type Block,
  type Blocks,
  type CodeBlock,
  type Document,
  type Fact,
  type Head,
  type Value,
} from './block.js';
import { printBlock, printDocument } from './print.js';
import { depthAfter, Scanner } from './scan.js';

const LEAD = /\s*/y;
const QUOTED = String.raw`"(?:\\"|[^"\n])*"|'[^'\n]*'`;
const VALUE = `${QUOTED}|${PATH}`;
const HEAD = /\{\{#> layout([^{}\n]*)\}\}\n(?:\{\{#> preheader\}\}([^\n]*)\{\{\/preheader\}\}\n)?\{\{#> card\}\}\n/y;
const END_OF_CARD = /^\{\{\/card\}\}\n/m;

/**
 * The blocks of a text. It reads only what `printDocument` writes, letter for letter; all else stays as code. So
 * printing what is read gives the text back, whatever it is.
 */
export function parseDocument(text: string): Document {
  const framed = parseFramed(text);
  if (framed !== null && printDocument(framed) === text) return framed;
  const endsOpen = text !== '' && !text.endsWith('\n');
  const blocks = rootBlocks(endsOpen ? `${text}\n` : text);
  return { head: null, blocks, tail: '', endsOpen };
}

function parseFramed(text: string): Document | null {
  const scanner = new Scanner(text);
  const found = scanner.match(HEAD);
  if (!found) return null;
  const rest = text.slice(scanner.at);
  const end = END_OF_CARD.exec(rest);
  if (!end) return null;
  const tail = rest.slice(end.index);
  if (!/\{\{\/layout\}\}\s*$/.test(tail) || tail.includes('{{#> card}}')) return null;
  const head: Head = { layout: found[1] ?? '', preheader: found[2] ?? null };
  return { head, blocks: rootBlocks(rest.slice(0, end.index)), tail, endsOpen: false };
}

function rootBlocks(text: string): Blocks {
  const scanner = new Scanner(text);
  const blocks: Block[] = [];
  while (!scanner.isAtEnd) append(blocks, readBlock(scanner) ?? readCode(scanner));
  return blocks;
}

function readBlock(scanner: Scanner): Block | null {
  return scanner.attempt(() => {
    const lead = scanner.match(LEAD)?.[0] ?? '';
    const from = scanner.at;
    for (const read of READERS) {
      const content = scanner.attempt(() => read(scanner));
      if (content === null) continue;
      const block = { ...content, lead } as Block;
      // Whatever the grammar reads by mistake stays code.
      return printBlock(block) === scanner.text.slice(from, scanner.at) ? block : null;
    }
    return null;
  });
}

/** One line that is no block, and as many more as belong to what it opens. */
function readCode(scanner: Scanner): CodeBlock & { readonly lead: string } {
  let text = '';
  let depth = 0;
  do {
    const line = scanner.line();
    text += line;
    depth = depthAfter(line, depth);
  } while (depth > 0 && !scanner.isAtEnd);
  return { kind: 'code', lead: '', text };
}

type WithoutLead<Each> = Each extends Block ? Omit<Each, 'lead'> : never;
type Reader = (scanner: Scanner) => WithoutLead<Block> | null;

const READERS: readonly Reader[] = [
  (scanner) => {
    const size = (['title', 'heading'] as const).find((name) => scanner.take(`{{#> ${name}}}`));
    const text = size === undefined ? null : content(scanner, size);
    return size === undefined || text === null ? null : { kind: 'heading', size, text };
  },
  (scanner) => {
    const partial = (['paragraph', 'lines'] as const).find((name) => scanner.take(`{{#> ${name}}}`));
    const text = partial === undefined ? null : content(scanner, partial);
    return partial === undefined || text === null ? null : { kind: 'text', text, keepsLines: partial === 'lines' };
  },
  (scanner) => (scanner.take('{{> divider}}\n') ? { kind: 'divider' } : null),
  (scanner) => (scanner.take('{{> change}}\n') ? { kind: 'links' } : null),
  readFacts,
  readButton,
  readImage,
  readColumns,
  readCondition,
];

/** What stands in a partial, to the end of its line. It may not hold the same partial again. */
function content(scanner: Scanner, partial: string): string | null {
  const text = scanner.upTo(`{{/${partial}}}`);
  if (text === null || !scanner.take('\n')) return null;
  return text.includes(`{{#> ${partial}`) || depthAfter(text, 0) !== 0 ? null : text;
}

const FACT = new RegExp(String.raw`(?:\{\{#if (${TEST})\}\})?\{\{#> fact label=(${QUOTED})\}\}`, 'y');

function readFacts(scanner: Scanner): WithoutLead<Block> | null {
  if (!scanner.take('{{#> facts}}\n')) return null;
  const rows: Fact[] = [];
  while (!scanner.take('{{/facts}}\n')) {
    const found = scanner.match(FACT);
    const value = found ? scanner.upTo('{{/fact}}') : null;
    if (!found || value === null || value.includes('\n') || value.includes('{{#> fact')) return null;
    if (!scanner.take(found[1] === undefined ? '\n' : '{{/if}}\n')) return null;
    rows.push({ label: unquoted(found[2] ?? ''), value, when: found[1] ?? null });
  }
  return { kind: 'facts', rows };
}

const BUTTON = new RegExp(String.raw`\{\{#> (button|link) url=(${VALUE})\}\}`, 'y');

function readButton(scanner: Scanner): WithoutLead<Block> | null {
  const found = scanner.match(BUTTON);
  if (!found) return null;
  const look = found[1] === 'link' ? 'link' : 'button';
  const label = content(scanner, look);
  return label === null ? null : { kind: 'button', look, url: valueOf(found[2] ?? ''), label };
}

const IMAGE = new RegExp(
  String.raw`\{\{> image src=(${VALUE}) alt=(${QUOTED})(?: width=(\d{1,4}))?(?: url=(${VALUE}))?\}\}\n`,
  'y',
);

function readImage(scanner: Scanner): WithoutLead<Block> | null {
  const found = scanner.match(IMAGE);
  if (!found) return null;
  const [, src = '', alt = '', width, url] = found;
  return {
    kind: 'image',
    src: valueOf(src),
    alt: unquoted(alt),
    width: width === undefined ? null : Number(width),
    url: url === undefined ? null : valueOf(url),
  };
}

function readColumns(scanner: Scanner): WithoutLead<Block> | null {
  if (!scanner.take('{{#> columns}}\n')) return null;
  const columns: Blocks[] = [];
  while (!scanner.take('{{/columns}}\n')) {
    if (!scanner.take('{{#> column}}\n')) return null;
    const blocks = readUntil(scanner, ['{{/column}}\n']);
    if (blocks === null || !scanner.take('{{/column}}\n')) return null;
    columns.push(blocks);
  }
  return { kind: 'columns', columns };
}

const CONDITION = new RegExp(String.raw`\{\{#(if|unless) (${TEST})\}\}`, 'y');

function readCondition(scanner: Scanner): WithoutLead<Block> | null {
  const found = scanner.match(CONDITION);
  if (!found) return null;
  const [, helper = 'if', test = ''] = found;
  const negated = helper === 'unless';
  const end = `{{/${helper}}}\n`;
  if (!scanner.take('\n')) {
    const inside = scanner.line();
    if (!inside.endsWith(end)) return null;
    const blocks = rootBlocks(`${inside.slice(0, -end.length)}\n`);
    const isOne = blocks.length === 1 && blocks[0]?.kind !== 'code';
    return isOne ? { kind: 'condition', test, negated, blocks, otherwise: null, inline: true } : null;
  }
  const blocks = readUntil(scanner, [end, '{{else}}\n']);
  if (blocks === null) return null;
  const otherwise = scanner.take('{{else}}\n') ? readUntil(scanner, [end]) : undefined;
  if (otherwise === null || !scanner.take(end)) return null;
  return { kind: 'condition', test, negated, blocks, otherwise: otherwise ?? null, inline: false };
}

/** The blocks before one of `ends`, which stays. */
function readUntil(scanner: Scanner, ends: readonly string[]): Blocks | null {
  const isEnd = (): boolean => ends.some((end) => scanner.text.startsWith(end, scanner.at));
  const blocks: Block[] = [];
  while (!isEnd()) {
    if (scanner.isAtEnd) return null;
    const block = readBlock(scanner) ?? readCode(scanner);
    // It closes what stands around it.
    if (block.kind === 'code' && depthAfter(block.text, 0) !== 0) return null;
    append(blocks, block);
  }
  return blocks;
}

function append(blocks: Block[], block: Block): void {
  const last = blocks.at(-1);
  if (block.kind === 'code' && last?.kind === 'code') blocks.splice(-1, 1, { ...last, text: last.text + block.text });
  else blocks.push(block);
}

function valueOf(written: string): Value {
  return /^["']/.test(written) ? { text: unquoted(written) } : { variable: written };
}

function unquoted(written: string): string {
  const inside = written.slice(1, -1);
  return written.startsWith('"') ? inside.replaceAll('\\"', '"') : inside;
}
