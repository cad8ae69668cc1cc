import type { TemplateContext } from '../domain/notification.js';
import type { CompiledTemplate } from './render.js';
import { isShown, sameValue } from './language/block-helpers.js';
import { changesContext, type Expression, type Piece } from './language/tree.js';
import { writtenContext } from './written-context.js';

/**
 * The variables that the template would print but that this context lacks, in order of appearance, such as
 * `client_name` or `client.name`. A variable in a block that this context leaves out is not missing. Neither is one
 * that only a block asks for: `{{#if barber_name}}` says that the template reads well without it.
 * @throws {UnusableContext} like rendering.
 */
export function missingVariables(compiled: CompiledTemplate, context: TemplateContext): string[] {
  const plain = writtenContext(context, compiled.source.locale);
  const missing = new Set<string>();

  const walk = (pieces: readonly Piece[], nesting: number): void => {
    for (const piece of pieces) {
      switch (piece.kind) {
        case 'text':
          break;
        case 'value': {
          const found = read(piece.expression, nesting, plain);
          if (isBlank(found) && piece.expression.kind === 'path') missing.add(piece.expression.parts.join('.'));
          break;
        }
        case 'block': {
          const found = read(piece.condition, nesting, plain);
          const shown = found === UNKNOWN ? null : isShown(found) === (piece.helper !== 'unless');
          if (shown !== false) walk(piece.main, changesContext(piece.helper) ? nesting + 1 : nesting);
          if (shown !== true) walk(piece.otherwise, nesting);
          break;
        }
      }
    }
  };
  walk(compiled.pieces, 0);
  return [...missing];
}

/** Whether a value prints nothing that a reader could see. */
function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

/** A value that is only known inside a round of a loop. */
const UNKNOWN = Symbol('unknown');

/** The value of an expression that is `nesting` contexts inside the outermost one. */
function read(expression: Expression, nesting: number, context: Readonly<Record<string, unknown>>): unknown {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'loop':
      return UNKNOWN;
    case 'eq': {
      const left = read(expression.left, nesting, context);
      const right = read(expression.right, nesting, context);
      return left === UNKNOWN || right === UNKNOWN ? UNKNOWN : sameValue(left, right);
    }
    case 'path':
      if (expression.depth < nesting) return UNKNOWN;
      return expression.parts.reduce<unknown>(
        (value, part) =>
          typeof value === 'object' && value !== null && Object.hasOwn(value, part)
            ? (value as Record<string, unknown>)[part]
            : undefined,
        context,
      );
  }
}
