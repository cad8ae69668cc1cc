import { BLOCK_HELPERS, type Expression } from './tree.js';

/** The surroundings of an expression, which decide what its paths mean. */
export interface ExpressionScope {
  /** The named values that the partial was given. */
  readonly given: ReadonlyMap<string, Expression>;
  /** Open `each` and `with` blocks, counted from the start of the partial or template. */
  readonly nesting: number;
  /** Open `each` blocks in total. */
  readonly loops: number;
}

export interface Call {
  readonly params: hbs.AST.Expression[];
  readonly hash?: hbs.AST.Hash;
}

type Refuse = (at: hbs.AST.Position, reason: string) => void;

/** More than the nesting of any context. */
const MAX_STEPS_OF_PATH = 20;

const LOOP_NAMES = new Set(['index', 'first', 'last', 'key']);
const FORBIDDEN_PARTS = new Set(['constructor', 'prototype']);

/** Reads exactly `count` expressions. With another number it refuses and returns none. */
export function readArguments(
  node: Call & hbs.AST.Node,
  count: number,
  usage: string,
  scope: ExpressionScope,
  refuse: Refuse,
): Expression[] {
  if (node.params.length !== count || node.hash !== undefined) {
    refuse(node.loc.start, usage);
    return [];
  }
  const list = node.params.map((param) => readExpression(param, scope, refuse));
  return list.some((expression) => expression === null) ? [] : (list as Expression[]);
}

/**
 * Reads a value that a helper or partial is given. A value that is not allowed is refused, and the result is `null`.
 */
export function readExpression(node: hbs.AST.Expression, scope: ExpressionScope, refuse: Refuse): Expression | null {
  switch (node.type) {
    case 'StringLiteral':
    case 'NumberLiteral':
    case 'BooleanLiteral':
      return { kind: 'literal', value: (node as hbs.AST.StringLiteral).value };
    case 'NullLiteral':
    case 'UndefinedLiteral':
      return { kind: 'literal', value: null };
    case 'SubExpression': {
      const call = node as hbs.AST.SubExpression;
      const name = nameOf(call.path);
      if (name !== 'eq') {
        refuse(node.loc.start, wrongHelper(name));
        return null;
      }
      const [left, right] = readArguments(
        call,
        2,
        'eq takes two values, as in (eq cancelled_by "client")',
        scope,
        refuse,
      );
      return left === undefined || right === undefined ? null : { kind: 'eq', left, right };
    }
    default:
      return readPath(node as hbs.AST.PathExpression, scope, refuse);
  }
}

function readPath(node: hbs.AST.PathExpression, scope: ExpressionScope, refuse: Refuse): Expression | null {
  const at = node.loc.start;
  const { depth, parts } = node;
  const refused = (reason: string): null => {
    refuse(at, reason);
    return null;
  };
  if (parts.some((part) => part.startsWith('__') || FORBIDDEN_PARTS.has(part)))
    return refused(`\`${node.original}\` is not a variable`);
  if (parts.length + depth > MAX_STEPS_OF_PATH)
    return refused(`a variable of more than ${MAX_STEPS_OF_PATH} steps is not allowed`);
  if (node.data) {
    const name = parts[0] ?? '';
    if (depth > 0 || parts.length !== 1 || !LOOP_NAMES.has(name) || scope.loops === 0)
      return refused(`\`${node.original}\` is not allowed: only @index, @first, @last and @key, inside {{#each}}`);
    return { kind: 'loop', name };
  }
  const [first, ...rest] = parts;
  if (first !== undefined && /^(if|unless|each|with|eq|safe_url|lookup|log)$/.test(first) && depth === 0)
    return refused(wrongHelper(first));
  const given = depth === scope.nesting && first !== undefined ? scope.given.get(first) : undefined;
  if (given === undefined) return { kind: 'path', depth, parts };
  if (rest.length === 0) return shifted(given, scope.nesting);
  return given.kind === 'path'
    ? { kind: 'path', depth: given.depth + scope.nesting, parts: [...given.parts, ...rest] }
    : { kind: 'literal', value: null };
}

/** Why a name cannot be a helper at its place. */
export function wrongHelper(name: string): string {
  if (name === 'safe_url') return 'safe_url takes one value, as in {{safe_url cta_url}}';
  if (name === 'eq') return 'eq takes two values and stands in parentheses, as in {{#if (eq cancelled_by "client")}}';
  if (BLOCK_HELPERS.some((helper) => helper === name)) return `${name} needs a block, as in {{#${name} name}}…`;
  if (name === 'lookup' || name === 'log') return `the helper ${name} is not allowed`;
  return `unknown helper "${name}": there are only if, unless, each, with, eq and safe_url`;
}

/** The same expression, as read from `nesting` contexts further in. */
function shifted(expression: Expression, nesting: number): Expression {
  switch (expression.kind) {
    case 'path':
      return { ...expression, depth: expression.depth + nesting };
    case 'eq':
      return { ...expression, left: shifted(expression.left, nesting), right: shifted(expression.right, nesting) };
    case 'loop':
    case 'literal':
      return expression;
  }
}

/** The name of a helper as written. */
export function nameOf(path: hbs.AST.PathExpression | hbs.AST.Literal): string {
  return (path as Partial<hbs.AST.PathExpression>).original ?? '';
}
