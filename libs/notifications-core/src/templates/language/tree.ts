import type Handlebars from 'handlebars';

/**
 * The parts that a template may have, after it was parsed and checked and its partials were inserted. They are far less
 * than Handlebars allows: anything without a name here cannot reach the compiler.
 */
export type Piece = TextPiece | ValuePiece | BlockPiece;

/** The place of a piece in the template. For a piece of a partial, the place that includes the partial. */
export interface Place {
  readonly line: number;
  readonly column: number;
  /** Set for a piece of a partial: the partial's name and the line in it. */
  readonly partial?: { readonly name: string; readonly line: number };
}

export interface TextPiece {
  readonly kind: 'text';
  readonly value: string;
  readonly place: Place;
}

export interface ValuePiece {
  readonly kind: 'value';
  readonly helper: 'safe_url' | null;
  readonly expression: Expression;
  readonly place: Place;
}

export interface BlockPiece {
  readonly kind: 'block';
  readonly helper: BlockHelper;
  readonly condition: Expression;
  readonly main: readonly Piece[];
  readonly otherwise: readonly Piece[];
  readonly place: Place;
}

export const BLOCK_HELPERS = ['if', 'unless', 'each', 'with'] as const;
export type BlockHelper = (typeof BLOCK_HELPERS)[number];

/** Whether a block makes a new context, so that `../` inside it counts. */
export function changesContext(helper: BlockHelper): boolean {
  return helper === 'each' || helper === 'with';
}

export type Expression =
  | { readonly kind: 'path'; readonly depth: number; readonly parts: readonly string[] }
  /** `@index`, `@first`, `@last`, `@key`. */
  | { readonly kind: 'loop'; readonly name: string }
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'eq'; readonly left: Expression; readonly right: Expression };

/** The top-level names of the context that the pieces read, in order of appearance. */
export function variablesOf(pieces: readonly Piece[]): string[] {
  const names = new Set<string>();
  const read = (expression: Expression, nesting: number): void => {
    switch (expression.kind) {
      case 'path':
        if (expression.depth >= nesting && expression.parts[0] !== undefined) names.add(expression.parts[0]);
        break;
      case 'eq':
        read(expression.left, nesting);
        read(expression.right, nesting);
        break;
      case 'loop':
      case 'literal':
        break;
    }
  };
  const walk = (list: readonly Piece[], nesting: number): void => {
    for (const piece of list) {
      if (piece.kind === 'value') read(piece.expression, nesting);
      if (piece.kind === 'block') {
        read(piece.condition, nesting);
        walk(piece.main, changesContext(piece.helper) ? nesting + 1 : nesting);
        walk(piece.otherwise, nesting);
      }
    }
  };
  walk(pieces, 0);
  return [...names];
}

/** Counts the `eq` of an expression: each costs as much to compile as a value. */
export function countComparisons(expression: Expression): number {
  return expression.kind === 'eq' ? 1 + countComparisons(expression.left) + countComparisons(expression.right) : 0;
}

/** The pieces as a Handlebars program, built only from the fields above. */
export function toProgram(pieces: readonly Piece[]): hbs.AST.Program {
  return { type: 'Program', body: pieces.map(toStatement), blockParams: [], loc: NOWHERE };
}

const NOWHERE: hbs.AST.SourceLocation = {
  source: '',
  start: { line: 1, column: 0 },
  end: { line: 1, column: 0 },
};
const STRIP: hbs.AST.StripFlags = { open: false, close: false };

function toStatement(piece: Piece): hbs.AST.Statement {
  const loc = NOWHERE;
  switch (piece.kind) {
    case 'text':
      return { type: 'ContentStatement', value: piece.value, original: STRIP, loc } as hbs.AST.ContentStatement;
    case 'value': {
      const value = toExpression(piece.expression);
      return {
        type: 'MustacheStatement',
        path: helperPath(piece.helper ?? 'print'),
        params: [value],
        hash: undefined,
        escaped: true,
        strip: STRIP,
        loc,
      } as Omit<hbs.AST.MustacheStatement, 'hash'> & { hash: undefined };
    }
    case 'block':
      return {
        type: 'BlockStatement',
        path: helperPath(piece.helper),
        params: [toExpression(piece.condition)],
        hash: piece.helper === 'each' ? weight(piece.main) : undefined,
        program: toProgram(piece.main),
        inverse: piece.otherwise.length > 0 ? toProgram(piece.otherwise) : undefined,
        openStrip: STRIP,
        inverseStrip: STRIP,
        closeStrip: STRIP,
        loc,
      } as hbs.AST.Statement;
  }
}

/** The cost of one round, as an argument of `each`. */
function weight(pieces: readonly Piece[]): hbs.AST.Hash {
  const value: hbs.AST.NumberLiteral = {
    type: 'NumberLiteral',
    value: countPieces(pieces),
    original: countPieces(pieces),
    loc: NOWHERE,
  };
  return { type: 'Hash', pairs: [{ type: 'HashPair', key: 'pieces', value, loc: NOWHERE }], loc: NOWHERE };
}

/** The pieces of one round. An inner loop counts its own. */
function countPieces(pieces: readonly Piece[]): number {
  return pieces.reduce(
    (sum, piece) =>
      sum +
      1 +
      (piece.kind === 'block'
        ? (piece.helper === 'each' ? 0 : countPieces(piece.main)) + countPieces(piece.otherwise)
        : 0),
    0,
  );
}

function toExpression(expression: Expression): hbs.AST.Expression {
  const loc = NOWHERE;
  switch (expression.kind) {
    case 'path':
      // `this.` keeps the compiler from treating the name as a helper.
      return pathNode(false, expression.depth, expression.parts, `this.${expression.parts.join('.')}`);
    case 'loop':
      return pathNode(true, 0, [expression.name], `@${expression.name}`);
    case 'literal': {
      const { value } = expression;
      if (value === null) return { type: 'NullLiteral', loc };
      const type =
        typeof value === 'string' ? 'StringLiteral' : typeof value === 'number' ? 'NumberLiteral' : 'BooleanLiteral';
      return { type, value, original: value, loc } as hbs.AST.Expression;
    }
    case 'eq':
      return {
        type: 'SubExpression',
        path: helperPath('eq'),
        params: [toExpression(expression.left), toExpression(expression.right)],
        hash: undefined,
        loc,
      } as hbs.AST.Expression;
  }
}

function helperPath(name: string): hbs.AST.PathExpression {
  return pathNode(false, 0, [name], name);
}

function pathNode(data: boolean, depth: number, parts: readonly string[], original: string): hbs.AST.PathExpression {
  return { type: 'PathExpression', data, depth, parts: [...parts], original, loc: NOWHERE };
}

/** Only a type. The compiler is created in `block-helpers.ts`. */
export type HandlebarsEnvironment = ReturnType<typeof Handlebars.create>;
