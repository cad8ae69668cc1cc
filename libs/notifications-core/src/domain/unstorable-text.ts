import type { FieldError } from './errors.js';

/** Levels. Deeper JSON is an attack. */
const DEEPEST_JSON = 20;

/**
 * Names every place in JSON from outside that cannot be stored. Postgres stores neither NUL nor half a surrogate pair,
 * and nobody needs more than 20 levels. A key that is no plain name may be personal and is not repeated.
 */
export function unstorableText(value: unknown, path = '', depth = 0): FieldError[] {
  if (typeof value === 'string') return isStorable(value) ? [] : [{ field: path, message: PROBLEM }];
  if (typeof value !== 'object' || value === null) return [];
  if (depth >= DEEPEST_JSON) return [{ field: path, message: `is nested deeper than ${DEEPEST_JSON} levels` }];
  return Object.entries(value).flatMap(([key, child]) => {
    if (!isStorable(key)) return [{ field: path === '' ? 'body' : path, message: `has a field name that ${PROBLEM}` }];
    const name = /^[\w-]{1,40}$/.test(key) ? key : '…';
    const childPath = Array.isArray(value) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`;
    return unstorableText(child, childPath, depth + 1);
  });
}

const PROBLEM = 'holds a NUL or broken Unicode character';

function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
