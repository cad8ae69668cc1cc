/**
 * The parts that a mail is built of. Each is written as one call of a shipped partial, so that what is built here is
 * an ordinary template, and an ordinary template opens here.
 */
export type Block = (
  | HeadingBlock
  | TextBlock
  | FactsBlock
  | ButtonBlock
  | ImageBlock
  | DividerBlock
  | ColumnsBlock
  | LinksBlock
  | ConditionBlock
  | CodeBlock
) & {
  /** Blank lines and indentation before it. */
  readonly lead: string;
};

export type BlockKind = Block['kind'];

export interface HeadingBlock {
  readonly kind: 'heading';
  /** A mail has one title. */
  readonly size: 'title' | 'heading';
  readonly text: string;
}

export interface TextBlock {
  readonly kind: 'text';
  readonly text: string;
  readonly keepsLines: boolean;
}

export interface FactsBlock {
  readonly kind: 'facts';
  readonly rows: readonly Fact[];
}

export interface Fact {
  readonly label: string;
  readonly value: string;
  /** Shown only where this variable has a value. `null`: always. */
  readonly when: string | null;
}

export interface ButtonBlock {
  readonly kind: 'button';
  readonly look: 'button' | 'link';
  readonly url: Value;
  readonly label: string;
}

export interface ImageBlock {
  readonly kind: 'image';
  readonly src: Value;
  readonly alt: string;
  /** In pixels of the mail. `null`: as wide as the card. */
  readonly width: number | null;
  /** Where a click leads. */
  readonly url: Value | null;
}

/** What is given to a partial: a variable by name, or a text. */
export type Value = { readonly variable: string } | { readonly text: string };

export interface DividerBlock {
  readonly kind: 'divider';
}

export interface ColumnsBlock {
  readonly kind: 'columns';
  readonly columns: readonly Blocks[];
}

/** The links to see, move and cancel the booking, as far as there are any. */
export interface LinksBlock {
  readonly kind: 'links';
}

/** Blocks that are shown only when something is there. */
export interface ConditionBlock {
  readonly kind: 'condition';
  /** A variable, or a comparison such as `(eq cancelled_by "client")`. */
  readonly test: string;
  /** Shown when it is not there. */
  readonly negated: boolean;
  readonly blocks: Blocks;
  /** In the other case. */
  readonly otherwise: Blocks | null;
  /** Written on one line. Only with a single block of one line. */
  readonly inline: boolean;
}

/** What is made of no block. It stays as it is written. */
export interface CodeBlock {
  readonly kind: 'code';
  readonly text: string;
}

export type Blocks = readonly Block[];

/** A whole text: its blocks, and what stands around them. */
export interface Document {
  /** Page, preheader and the beginning of the card. `null`: the text has no such frame. */
  readonly head: Head | null;
  readonly blocks: Blocks;
  /** From the end of the card on. */
  readonly tail: string;
  /** Whether the last block ends with a line break. Only a text without a frame may do without. */
  readonly endsOpen: boolean;
}

export interface Head {
  /** What the layout is given, as it is written. */
  readonly layout: string;
  readonly preheader: string | null;
}

/** What a variable, or a path into one, may look like. */
export const PATH = String.raw`[a-zA-Z_][\w]*(?:\.[a-zA-Z_][\w]*)*`;
/** What `{{#if …}}` may ask for here. */
export const TEST = String.raw`(?:${PATH}|\(eq [^(){}\n]*\))`;

/** A new block of a kind, ready to be filled. */
export function newBlock(kind: BlockKind): Block {
  const lead = '';
  switch (kind) {
    case 'heading':
      return { kind, lead, size: 'heading', text: 'A heading' };
    case 'text':
      return { kind, lead, text: 'Hi {{client_name}},', keepsLines: false };
    case 'facts':
      return { kind, lead, rows: [{ label: 'When', value: '{{> appointment_when}}', when: null }] };
    case 'button':
      return { kind, lead, look: 'button', url: { variable: 'manage_url' }, label: 'Manage your appointment' };
    case 'image':
      return { kind, lead, src: { text: '' }, alt: '', width: null, url: null };
    case 'divider':
    case 'links':
      return { kind, lead };
    case 'columns':
      return { kind, lead, columns: [[newBlock('text')], [newBlock('text')]] };
    case 'condition':
      return {
        kind,
        lead,
        test: 'business_phone',
        negated: false,
        blocks: [newBlock('text')],
        otherwise: null,
        inline: false,
      };
    case 'code':
      return { kind, lead, text: '<!-- your own HTML -->\n' };
  }
}
