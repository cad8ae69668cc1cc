import type { TemplateRefusal } from './refused.js';
import { refusal } from './safety.js';
import type { Piece, Place, ValuePiece } from './tree.js';

/**
 * Refuses values at unsafe places of the HTML. Escaping makes a value safe in the text of a page and in a quoted
 * attribute, and nowhere else. The check walks the HTML as a browser would, through both branches of every block.
 */
export function checkHtml(pieces: readonly Piece[], refusals: TemplateRefusal[]): void {
  const end = new HtmlWalk(refusals).pieces(pieces, START);
  const last = pieces.at(-1);
  if (end.mode !== 'text' && last !== undefined)
    refusals.push(refusal('body', last.place, `the HTML ends inside ${whereabouts(end)}: close it`));
}

type Mode =
  | 'text'
  /** After `<`. */
  | 'tag-open'
  | 'tag-name'
  | 'tag'
  | 'attribute-name'
  | 'after-attribute-name'
  /** After `=`. */
  | 'before-value'
  | 'double-quoted'
  | 'single-quoted'
  | 'unquoted'
  /** `<!…>` other than a comment. */
  | 'declaration'
  | 'comment'
  /** Text of an element in which `<` means nothing, such as `style`. */
  | 'raw';

interface State {
  readonly mode: Mode;
  /** Name of the latest tag, with a leading `/` for an end tag. */
  readonly element: string;
  readonly attribute: string;
  /** The attribute's value so far, or the last characters of a comment or raw text. */
  readonly read: string;
}

const START: State = { mode: 'text', element: '', attribute: '', read: '' };
/** Stands for a checked URL in `read`. */
const SAFE_URL = '\0';

const URL_ATTRIBUTES = new Set(
  'href src action formaction background poster cite data longdesc manifest profile xlink:href'.split(' '),
);
/** Their values are programs, styles, documents or lists of URLs, where escaping does not help. */
const CLOSED_ATTRIBUTES = new Set('style srcset srcdoc ping imagesrcset http-equiv content'.split(' '));
/** A value may follow such a beginning, because it cannot change the scheme any more. */
const SAFE_BEGINNING = /^(\0|https?:\/\/[^\s/?#]|mailto:|tel:)/i;
/** Elements whose text is not HTML. Escaping makes a value safe in `title` and `textarea`, but not in the others. */
const RAW_ELEMENTS = new Set('script style xmp iframe noembed noframes noscript plaintext title textarea'.split(' '));
const ESCAPABLE_RAW = new Set(['title', 'textarea']);

const SPACE = /\s/;

class HtmlWalk {
  constructor(private readonly refusals: TemplateRefusal[]) {}

  pieces(pieces: readonly Piece[], begin: State): State {
    let state = begin;
    for (const piece of pieces) {
      switch (piece.kind) {
        case 'text':
          for (const character of piece.value) state = next(state, character);
          break;
        case 'value':
          state = this.value(piece, state);
          break;
        case 'block': {
          const main = this.pieces(piece.main, state);
          const otherwise = this.pieces(piece.otherwise, state);
          const same = alike(main, otherwise) && (piece.helper !== 'each' || alike(main, state));
          if (!same)
            this.refuse(
              piece.place,
              `{{#${piece.helper}}} must begin and end at the same place of the HTML: move tags`,
            );
          state = main;
          break;
        }
      }
    }
    return state;
  }

  private value(piece: ValuePiece, state: State): State {
    switch (state.mode) {
      case 'text':
        return state;
      case 'double-quoted':
      case 'single-quoted':
        return this.attributeValue(piece, state);
      case 'before-value':
      case 'unquoted':
        this.refuse(
          piece.place,
          `a value of the attribute ${state.attribute} must be quoted: write ${state.attribute}="{{…}}"`,
        );
        return { ...state, mode: 'unquoted' };
      case 'raw':
        if (!ESCAPABLE_RAW.has(state.element)) this.refuse(piece.place, `no values inside <${state.element}>`);
        return state;
      case 'tag-open':
      case 'tag-name':
      case 'tag':
      case 'attribute-name':
      case 'after-attribute-name':
      case 'declaration':
      case 'comment':
        this.refuse(piece.place, `no values inside ${whereabouts(state)}`);
        return state;
    }
  }

  private attributeValue(piece: ValuePiece, state: State): State {
    const { attribute, read } = state;
    if (attribute.startsWith('on') || CLOSED_ATTRIBUTES.has(attribute)) {
      this.refuse(piece.place, `no values inside the attribute ${attribute}`);
    } else if (URL_ATTRIBUTES.has(attribute)) {
      if (piece.helper === 'safe_url' && read === '') return { ...state, read: SAFE_URL };
      if (!SAFE_BEGINNING.test(read))
        this.refuse(
          piece.place,
          `a value of ${attribute} may be any URL, javascript: too: write ${attribute}="{{safe_url …}}"`,
        );
    }
    return state;
  }

  private refuse(place: Place, reason: string): void {
    this.refusals.push(refusal('body', place, reason));
  }
}

/** Whether two branches end in the same state, as far as the following HTML is concerned. */
function alike(one: State, other: State): boolean {
  if (one.mode !== other.mode) return false;
  if (one.mode === 'text') return true;
  if (one.element !== other.element || one.attribute !== other.attribute) return false;
  if (!URL_ATTRIBUTES.has(one.attribute)) return true;
  return one.read === other.read || (SAFE_BEGINNING.test(one.read) && SAFE_BEGINNING.test(other.read));
}

function whereabouts({ mode, element, attribute }: State): string {
  switch (mode) {
    case 'text':
      return 'text';
    case 'tag-open':
    case 'tag-name':
      return 'the name of a tag';
    case 'tag':
    case 'attribute-name':
    case 'after-attribute-name':
      return `the tag <${element}>, outside an attribute's value`;
    case 'before-value':
    case 'double-quoted':
    case 'single-quoted':
    case 'unquoted':
      return `the attribute ${attribute}`;
    case 'declaration':
    case 'comment':
      return 'a comment';
    case 'raw':
      return `<${element}>`;
  }
}

function next(state: State, character: string): State {
  const c = character;
  switch (state.mode) {
    case 'text':
      return c === '<' ? { mode: 'tag-open', element: '', attribute: '', read: '' } : state;
    case 'tag-open':
      if (c === '!' || c === '?') return { ...state, mode: 'declaration', read: '' };
      if (c === '/' && state.element === '') return { ...state, element: '/' };
      if (/[a-z]/i.test(c)) return { ...state, mode: 'tag-name', element: state.element + c.toLowerCase() };
      return { ...START, mode: c === '<' ? 'tag-open' : 'text' };
    case 'tag-name':
      if (c === '>') return afterTag(state);
      if (SPACE.test(c) || c === '/') return { ...state, mode: 'tag' };
      return { ...state, element: state.element + c.toLowerCase() };
    case 'tag':
      if (c === '>') return afterTag(state);
      if (SPACE.test(c) || c === '/') return state;
      return { ...state, mode: 'attribute-name', attribute: c.toLowerCase(), read: '' };
    case 'attribute-name':
      if (c === '>') return afterTag(state);
      if (c === '=') return { ...state, mode: 'before-value' };
      if (c === '/') return { ...state, mode: 'tag' };
      if (SPACE.test(c)) return { ...state, mode: 'after-attribute-name' };
      return { ...state, attribute: state.attribute + c.toLowerCase() };
    case 'after-attribute-name':
      if (c === '>') return afterTag(state);
      if (c === '=') return { ...state, mode: 'before-value' };
      if (SPACE.test(c)) return state;
      return c === '/'
        ? { ...state, mode: 'tag' }
        : { ...state, mode: 'attribute-name', attribute: c.toLowerCase(), read: '' };
    case 'before-value':
      if (SPACE.test(c)) return state;
      if (c === '"') return { ...state, mode: 'double-quoted', read: '' };
      if (c === "'") return { ...state, mode: 'single-quoted', read: '' };
      return c === '>' ? afterTag(state) : { ...state, mode: 'unquoted', read: c };
    case 'double-quoted':
    case 'single-quoted':
      if (c === (state.mode === 'double-quoted' ? '"' : "'")) return { ...state, mode: 'tag', attribute: '', read: '' };
      return URL_ATTRIBUTES.has(state.attribute) ? { ...state, read: state.read + c } : state;
    case 'unquoted':
      if (c === '>') return afterTag(state);
      return SPACE.test(c) ? { ...state, mode: 'tag', attribute: '', read: '' } : state;
    case 'declaration':
      if (state.read + c === '--') return { ...state, mode: 'comment', read: '' };
      return c === '>' ? START : { ...state, read: (state.read + c).slice(0, 3) };
    case 'comment': {
      const read = (state.read + c).slice(-4);
      // `<!-->` and `<!--->` are whole comments, and `--!>` ends one too.
      return read.endsWith('-->') || read.endsWith('--!>') || read === '>' || read === '->'
        ? START
        : { ...state, read };
    }
    case 'raw': {
      const end = `</${state.element}`;
      const read = (state.read + c).slice(-end.length - 1).toLowerCase();
      const closes = read.startsWith(end) && /[\s/>]$/.test(read);
      if (!closes) return { ...state, read };
      return c === '>' ? START : { ...START, mode: 'tag', element: `/${state.element}` };
    }
  }
}

function afterTag({ element }: State): State {
  return RAW_ELEMENTS.has(element) ? { mode: 'raw', element, attribute: '', read: '' } : START;
}
