import { compile, type DomNode, type FormatCallback, type HtmlToTextOptions } from 'html-to-text';
import { refusal } from './safety.js';
import type { TemplateRefusal } from './refused.js';
import type { BlockPiece, Piece, TextPiece, ValuePiece } from './tree.js';

/**
 * Derives the text part of an email as a template of its own. The HTML is turned into text once, with a mark for each
 * value and block, so that rendering a message parses no HTML. A block that opens outside a part without text
 * (`hidden`, `.preheader`) and closes inside it is refused.
 */
export function textPartOf(pieces: readonly Piece[], refusals: TemplateRefusal[]): Piece[] {
  const marks: Mark[] = [];
  const text = htmlToText(marked(pieces, marks)).replace(STRUCTURE_ALONE, '$1');
  if (text.includes(TOO_DEEP)) {
    refusals.push(
      refusal('body', NOWHERE, `HTML elements nested deeper than ${MAX_DEPTH} levels: close or flatten them`),
    );
    return [];
  }
  return restored(text, marks, refusals);
}

/** Levels of elements. The walk through them is recursive. Mail with tables in tables needs about 30. */
const MAX_DEPTH = 200;

/** The value or block behind a mark in the text. */
type Mark =
  | { readonly is: 'value'; readonly piece: ValuePiece }
  | { readonly is: 'open' | 'else' | 'close'; readonly piece: BlockPiece };

// Private-use characters: HTML parsers leave them alone, and they are removed from the template's own text.
const BEGIN: Record<'value' | 'structure', string> = { value: '\uE000', structure: '\uE001' };
const END = '\uE002';
/** Marks a place where elements are nested too deep. */
const TOO_DEEP = '\uE003';
const RESERVED = /[\uE000-\uE003]/g;
const MARK = /[\uE000\uE001](\d+)\uE002/;
/** A line that holds only the beginnings and ends of blocks leaves no line behind. */
const STRUCTURE_ALONE = /^[ \t]*((?:\uE001\d+\uE002[ \t]*)+)\n/gm;

function marked(pieces: readonly Piece[], marks: Mark[]): string {
  const mark = (entry: Mark): string => {
    marks.push(entry);
    return `${BEGIN[entry.is === 'value' ? 'value' : 'structure']}${marks.length - 1}${END}`;
  };
  return pieces
    .map((piece) => {
      switch (piece.kind) {
        case 'text':
          return piece.value.replace(RESERVED, '');
        case 'value':
          return mark({ is: 'value', piece });
        case 'block':
          return [
            mark({ is: 'open', piece }),
            marked(piece.main, marks),
            ...(piece.otherwise.length > 0 ? [mark({ is: 'else', piece }), marked(piece.otherwise, marks)] : []),
            mark({ is: 'close', piece }),
          ].join('');
      }
    })
    .join('');
}

interface OpenBlock {
  readonly piece: BlockPiece;
  main: Piece[];
  otherwise: Piece[];
  inElse: boolean;
}

function restored(text: string, marks: readonly Mark[], refusals: TemplateRefusal[]): Piece[] {
  const result: Piece[] = [];
  const open: OpenBlock[] = [];
  const add = (piece: Piece): void => {
    const block = open.at(-1);
    (block === undefined ? result : block.inElse ? block.otherwise : block.main).push(piece);
  };
  const unbalanced = (piece: BlockPiece): Piece[] => {
    const reason = `{{#${piece.helper}}} opens and closes in different elements, one of which has no text: move it`;
    refusals.push(refusal('body', piece.place, reason));
    return [];
  };
  // Splitting by a pattern with one group gives texts and mark numbers in turn.
  for (const [index, part] of text.split(MARK).entries()) {
    if (index % 2 === 0) {
      if (part !== '') add({ kind: 'text', value: part, place: NOWHERE });
      continue;
    }
    const mark = marks[Number(part)];
    if (mark === undefined) continue;
    const block = open.at(-1);
    switch (mark.is) {
      case 'value':
        add(mark.piece);
        break;
      case 'open':
        open.push({ piece: mark.piece, main: [], otherwise: [], inElse: false });
        break;
      case 'else':
        if (block?.piece !== mark.piece) return unbalanced(mark.piece);
        block.inElse = true;
        break;
      case 'close':
        if (block?.piece !== mark.piece) return unbalanced(mark.piece);
        open.pop();
        if (block.main.length + block.otherwise.length > 0)
          add({ ...block.piece, main: block.main, otherwise: block.otherwise });
        break;
    }
  }
  const left = open[0];
  return left === undefined ? result : unbalanced(left.piece);
}

const NOWHERE: TextPiece['place'] = { line: 1, column: 1 };

/** `label: https://…`. Only the label if it equals the URL, or if the link is for dialling or mailing. */
const link: FormatCallback = (element, walk, builder) => {
  const href = ((element.attribs as Partial<Record<string, string>> | undefined)?.['href'] ?? '').trim();
  walk(element.children, builder);
  if (href === '' || href.startsWith('#') || /^(tel|mailto):/i.test(href)) return;
  if (href !== plainText(element)) builder.addInline(`: ${href}`);
};

/** The label of a fact, on one line with its value: `When: …`. */
const label: FormatCallback = (element, walk, builder) => {
  walk(element.children, builder);
  builder.addInline(': ');
};

/** Adjacent cells are separated by at least one space. */
const cell: FormatCallback = (element, walk, builder) => {
  walk(element.children, builder);
  builder.addInline(' ');
};

function plainText(node: DomNode, depth = 0): string {
  const children = depth < MAX_DEPTH ? ((node.children as DomNode[] | undefined) ?? []) : [];
  return (node.data ?? '').trim() + children.map((child) => plainText(child, depth + 1)).join('');
}

const heading = { uppercase: false, leadingLineBreaks: 2, trailingLineBreaks: 2 };
const OPTIONS: HtmlToTextOptions = {
  wordwrap: false,
  limits: { maxDepth: MAX_DEPTH, ellipsis: TOO_DEEP },
  formatters: { link, label, cell },
  selectors: [
    { selector: 'a', format: 'link' },
    { selector: 'img', format: 'skip' },
    { selector: 'tr', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'td', format: 'cell' },
    { selector: 'th', format: 'label' },
    { selector: 'td.label', format: 'label' },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, format: 'heading', options: heading })),
    { selector: 'ul', format: 'unorderedList', options: { itemPrefix: '- ' } },
    { selector: 'hr', format: 'blockString', options: { string: '--', leadingLineBreaks: 2, trailingLineBreaks: 1 } },
    ...['head', 'style', 'script', '.preheader', '[hidden]', '[style*="display:none"]', '[style*="display: none"]'].map(
      (selector) => ({ selector, format: 'skip' }),
    ),
  ],
};

const htmlToText = compile(OPTIONS);
