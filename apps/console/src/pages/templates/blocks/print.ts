import type { Block, Blocks, ConditionBlock, Document, Fact, Value } from './block.js';

/** The code of a whole text. */
export function printDocument({ head, blocks, tail, endsOpen }: Document): string {
  const written = printBlocks(blocks);
  if (head === null) return endsOpen ? written.replace(/\n$/, '') : written;
  const preheader = head.preheader === null ? '' : `{{#> preheader}}${head.preheader}{{/preheader}}\n`;
  return `{{#> layout${head.layout}}}\n${preheader}{{#> card}}\n${written}${tail}`;
}

function printBlocks(blocks: Blocks): string {
  return blocks.map((block) => block.lead + printBlock(block)).join('');
}

/** The code of one block, to the end of its last line; without what stands before it. */
export function printBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `{{#> ${block.size}}}${block.text}{{/${block.size}}}\n`;
    case 'text': {
      const partial = block.keepsLines ? 'lines' : 'paragraph';
      return `{{#> ${partial}}}${block.text}{{/${partial}}}\n`;
    }
    case 'facts':
      return `{{#> facts}}\n${block.rows.map(printFact).join('')}{{/facts}}\n`;
    case 'button':
      return `{{#> ${block.look} url=${printValue(block.url)}}}${block.label}{{/${block.look}}}\n`;
    case 'image': {
      const width = block.width === null ? '' : ` width=${block.width}`;
      const url = block.url === null ? '' : ` url=${printValue(block.url)}`;
      return `{{> image src=${printValue(block.src)} alt=${quoted(block.alt)}${width}${url}}}\n`;
    }
    case 'divider':
      return '{{> divider}}\n';
    case 'links':
      return '{{> change}}\n';
    case 'columns':
      return `{{#> columns}}\n${block.columns.map((column) => `{{#> column}}\n${printBlocks(column)}{{/column}}\n`).join('')}{{/columns}}\n`;
    case 'condition':
      return printCondition(block);
    case 'code':
      return block.text;
  }
}

function printFact({ label, value, when }: Fact): string {
  const fact = `{{#> fact label=${quoted(label)}}}${value}{{/fact}}`;
  return when === null ? `${fact}\n` : `{{#if ${when}}}${fact}{{/if}}\n`;
}

function printCondition({ test, negated, blocks, otherwise, inline }: ConditionBlock): string {
  const helper = negated ? 'unless' : 'if';
  const written = printBlocks(blocks);
  if (inline && otherwise === null && blocks.length === 1 && /^[^\n]*\n$/.test(written))
    return `{{#${helper} ${test}}}${written.slice(0, -1)}{{/${helper}}}\n`;
  const other = otherwise === null ? '' : `{{else}}\n${printBlocks(otherwise)}`;
  return `{{#${helper} ${test}}}\n${written}${other}{{/${helper}}}\n`;
}

function printValue(value: Value): string {
  return 'variable' in value ? value.variable : quoted(value.text);
}

/** A text as Handlebars reads it. Nothing can stand for a double quote where there is a single one too, but `\"`. */
export function quoted(text: string): string {
  if (!text.includes('"')) return `"${text}"`;
  return text.includes("'") ? `"${text.replaceAll('"', '\\"')}"` : `'${text}'`;
}

/** What a quoted text can hold: no line breaks, no backslash, which would take the meaning of the quote after it. */
export function quotable(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').replaceAll('\\', '/');
}
