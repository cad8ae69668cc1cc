import Handlebars from 'handlebars';
import { nameOf, readArguments, readExpression, wrongHelper, type Call, type ExpressionScope } from './expressions.js';
import { lineOfDeepNesting, type NestingLimits } from './nesting.js';
import { explainParseError } from './parse-error.js';
import type { TemplateRefusal } from './refused.js';
import {
  BLOCK_HELPERS,
  changesContext,
  countComparisons,
  type BlockHelper,
  type Expression,
  type Piece,
  type Place,
} from './tree.js';

/** Characters of one subject or body. Mail clients cut messages at about this size. */
export const MAX_SOURCE_LENGTH = 100_000;
/** Levels of loops. With `MAX_LIST_LENGTH` and the limit of the output, this bounds the cost of a rendering. */
const MAX_LOOPS = 2;
/** The parser's time grows with the square of these. */
const MAX_NESTING: NestingLimits = { blocks: 50, parentheses: 25 };
/** Texts, values, blocks and comparisons, with all partials inserted. */
const MAX_PIECES = 5_000;

export interface Source {
  readonly part: TemplateRefusal['part'];
  readonly text: string;
  /** Whether literals that a partial is given are escaped like values. */
  readonly escape: boolean;
}

/**
 * Parses a template, inserts its partials and keeps only what is known to be safe. Everything else is added to
 * `refusals`. If any was added, the returned pieces must not be used.
 */
export function readTemplate(
  source: Source,
  partials: Readonly<Record<string, string>>,
  refusals: TemplateRefusal[],
): Piece[] {
  if (source.text.length > MAX_SOURCE_LENGTH) {
    refusals.push({ part: source.part, line: 1, reason: `longer than ${MAX_SOURCE_LENGTH} characters: shorten it` });
    return [];
  }
  return new Reader(source, partials, refusals).read();
}

/** The reader's position. */
interface Scope extends ExpressionScope {
  /** The names of the partials that are being inserted, outermost first. */
  readonly chain: readonly string[];
  /** The place in the template that includes the outermost partial. */
  readonly included: Place | null;
  /** The block between `{{#> partial}}` and `{{/partial}}`. */
  readonly block: { readonly program: hbs.AST.Program; readonly scope: Scope } | null;
}

class Reader {
  private readonly parsed = new Map<string, hbs.AST.Program | null>();
  private count = 0;

  constructor(
    private readonly source: Source,
    private readonly partials: Readonly<Record<string, string>>,
    private readonly refusals: TemplateRefusal[],
  ) {}

  read(): Piece[] {
    const scope: Scope = { chain: [], included: null, given: new Map(), nesting: 0, loops: 0, block: null };
    const program = this.parse(this.source.text, scope);
    return program === null ? [] : this.pieces(program, scope);
  }

  private parse(text: string, scope: Scope): hbs.AST.Program | null {
    const line = lineOfDeepNesting(text, MAX_NESTING);
    if (line !== null) {
      this.refuse(
        { line, column: 0 },
        scope,
        `blocks nested deeper than ${MAX_NESTING.blocks} levels, or parentheses than ${MAX_NESTING.parentheses}: flatten it`,
      );
      return null;
    }
    try {
      return Handlebars.parse(text);
    } catch (error) {
      const { line, what } = explainParseError(error, text);
      this.refuse({ line, column: 0 }, scope, what);
      return null;
    }
  }

  private pieces(program: hbs.AST.Program | undefined, scope: Scope): Piece[] {
    // The types say otherwise, but `{{^if x}}…{{/if}}` has no program.
    if (program === undefined) return [];
    if ((program.blockParams as string[] | undefined)?.length)
      this.refuse(program.loc.start, scope, '`as |name|` is not supported: write {{this}} or {{field}} in the block');
    return program.body.flatMap((statement) => this.statement(statement, scope));
  }

  private statement(node: hbs.AST.Statement, scope: Scope): Piece[] {
    if (!this.hasRoom(1, node.loc.start, scope)) return [];
    switch (node.type) {
      case 'ContentStatement': {
        const { value } = node as hbs.AST.ContentStatement;
        return value === '' ? [] : [{ kind: 'text', value, place: this.place(node.loc.start, scope) }];
      }
      case 'CommentStatement':
        return [];
      case 'MustacheStatement':
        return this.mustache(node as hbs.AST.MustacheStatement, scope);
      case 'BlockStatement':
        return this.block(node as hbs.AST.BlockStatement, scope);
      case 'PartialStatement':
      case 'PartialBlockStatement':
        return this.partial(node as hbs.AST.PartialStatement | hbs.AST.PartialBlockStatement, scope);
      default:
        return this.refuse(node.loc.start, scope, 'decorators and inline partials ({{*…}}) are not allowed');
    }
  }

  /** Counts pieces. Refuses the template once, when there are too many. */
  private hasRoom(pieces: number, at: hbs.AST.Position, scope: Scope): boolean {
    const fitted = this.count <= MAX_PIECES;
    this.count += pieces;
    if (fitted && this.count > MAX_PIECES)
      this.refuse(at, scope, `too large: more than ${MAX_PIECES} pieces with its partials`);
    return this.count <= MAX_PIECES;
  }

  private mustache(node: hbs.AST.MustacheStatement, scope: Scope): Piece[] {
    const at = node.loc.start;
    if (!node.escaped)
      return this.refuse(at, scope, '{{{…}}} and {{&…}} print a value unescaped: write {{…}} with two braces');
    const place = this.place(at, scope);
    if (node.params.length > 0 || (node.hash as hbs.AST.Hash | undefined) !== undefined) {
      const name = nameOf(node.path);
      if (name !== 'safe_url') return this.refuse(at, scope, wrongHelper(name));
      const [argument] = readArguments(
        node,
        1,
        'safe_url takes one value, as in {{safe_url cta_url}}',
        scope,
        this.refuseIn(scope),
      );
      return argument === undefined ? [] : [{ kind: 'value', helper: 'safe_url', expression: argument, place }];
    }
    if (node.path.type !== 'PathExpression')
      return this.refuse(at, scope, '{{…}} must name a variable: write fixed text without braces');
    const expression = readExpression(node.path, scope, this.refuseIn(scope));
    if (expression === null) return [];
    if (expression.kind !== 'literal') return [{ kind: 'value', helper: null, expression, place }];
    const value = String(expression.value ?? '');
    return [{ kind: 'text', value: this.source.escape ? Handlebars.escapeExpression(value) : value, place }];
  }

  private block(node: hbs.AST.BlockStatement, scope: Scope): Piece[] {
    const at = node.loc.start;
    const name = nameOf(node.path);
    const helper = BLOCK_HELPERS.find((known) => known === name);
    if (helper === undefined) return this.refuse(at, scope, wrongHelper(name));
    const [condition] = readArguments(
      node,
      1,
      `{{#${helper}}} takes one value, as in {{#${helper} name}}`,
      scope,
      this.refuseIn(scope),
    );
    const inner = inside(helper, scope);
    if (inner.loops > MAX_LOOPS)
      return this.refuse(at, scope, `{{#each}} within more than ${MAX_LOOPS - 1} other is not allowed`);
    const main = this.pieces(node.program, inner);
    const otherwise = this.pieces(node.inverse, scope);
    if (condition === undefined || !this.hasRoom(countComparisons(condition), at, scope)) return [];
    return [{ kind: 'block', helper, condition, main, otherwise, place: this.place(at, scope) }];
  }

  private partial(node: hbs.AST.PartialStatement | hbs.AST.PartialBlockStatement, scope: Scope): Piece[] {
    const at = node.loc.start;
    if (node.name.type === 'SubExpression')
      return this.refuse(at, scope, 'a partial must be named outright, not chosen by an expression');
    const name = node.name.original;
    if (name === '@partial-block') return this.partialBlock(at, scope);
    const text = Object.hasOwn(this.partials, name) ? this.partials[name] : undefined;
    if (text === undefined) {
      const known = Object.keys(this.partials).sort().join(', ');
      return this.refuse(at, scope, `unknown partial "${name}": there is ${known === '' ? 'none' : known}`);
    }
    if (scope.chain.includes(name)) return this.refuse(at, scope, `partial "${name}" includes itself`);
    if (node.params.length > 0)
      return this.refuse(at, scope, `give values to a partial by name, as in {{> ${name} label="When"}}`);
    const given = new Map<string, Expression>();
    for (const pair of (node.hash as Call['hash'])?.pairs ?? []) {
      const value = readExpression(pair.value, scope, this.refuseIn(scope));
      if (value !== null) given.set(pair.key, value);
    }
    const inner: Scope = {
      chain: [...scope.chain, name],
      included: scope.included ?? { line: at.line, column: at.column + 1 },
      given,
      nesting: 0,
      loops: scope.loops,
      block: node.type === 'PartialBlockStatement' ? { program: node.program, scope } : null,
    };
    if (!this.parsed.has(name)) this.parsed.set(name, this.parse(text, inner));
    const program = this.parsed.get(name);
    return program ? this.pieces(program, inner) : [];
  }

  private partialBlock(at: hbs.AST.Position, scope: Scope): Piece[] {
    if (scope.block === null) return this.refuse(at, scope, '{{> @partial-block}} has no block to show here');
    // Paths in the block count from the place of the include, which would be wrong inside another context.
    if (scope.nesting > 0)
      return this.refuse(at, scope, '{{> @partial-block}} cannot stand inside {{#each}} or {{#with}}');
    return this.pieces(scope.block.program, scope.block.scope);
  }

  private place(at: hbs.AST.Position, scope: Scope): Place {
    const name = scope.chain.at(-1);
    return scope.included !== null && name !== undefined
      ? { ...scope.included, partial: { name, line: at.line } }
      : { line: at.line, column: at.column + 1 };
  }

  private refuseIn(scope: Scope): (at: hbs.AST.Position, reason: string) => void {
    return (at, reason) => void this.refuse(at, scope, reason);
  }

  private refuse(at: hbs.AST.Position, scope: Scope, reason: string): [] {
    this.refusals.push(refusal(this.source.part, this.place(at, scope), reason));
    return [];
  }
}

/** A refusal of something at `place`. */
export function refusal(part: TemplateRefusal['part'], place: Place, reason: string): TemplateRefusal {
  const { line, column, partial } = place;
  const where = partial === undefined ? '' : `in partial "${partial.name}", line ${partial.line}: `;
  return { part, line, column, reason: where + reason };
}

function inside(helper: BlockHelper, scope: Scope): Scope {
  return {
    ...scope,
    nesting: scope.nesting + (changesContext(helper) ? 1 : 0),
    loops: scope.loops + (helper === 'each' ? 1 : 0),
  };
}
