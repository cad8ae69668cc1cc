import type { TemplateContext } from '../../domain/notification.js';

/** Levels of objects and lists within each other. */
const MAX_DEPTH = 6;
/** Values in total, lists and objects included. */
const MAX_VALUES = 2_000;
/** Items of one list. Further items are not shown. */
export const MAX_LIST_LENGTH = 200;
/** Characters of one value. */
const MAX_TEXT_LENGTH = 10_000;

/** A printed object becomes this character, so that it can be noticed. No text contains it. */
export const PRINTED_OBJECT = '\uFDD0';

/**
 * Prototype of the copies. Handlebars compares contexts with `!=`, which turns objects into text, so the copies need
 * this one method. Templates cannot reach it.
 */
const PLAIN = Object.freeze(
  Object.create(null, { toString: { value: () => PRINTED_OBJECT } }) as Record<string, unknown>,
);

/** Names that JavaScript or Handlebars would not treat as data. */
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'toHTML']);

/** The context breaks a limit. The message names the limit, never a value. */
export class UnusableContext extends Error {}

/**
 * Copies the context, keeping only text, numbers, booleans, lists and plain objects. So there are no functions that a
 * template could call and no prototypes that it could reach. Control characters and text-direction overrides are
 * removed from every text.
 * @throws {UnusableContext} when the context is too deep or too large.
 */
export function plainContext(context: TemplateContext): Record<string, unknown> {
  return plainObject(context, 1, { values: 0 });
}

function plainObject(object: object, depth: number, count: { values: number }): Record<string, unknown> {
  const copy = Object.create(PLAIN) as Record<string, unknown>;
  for (const [key, value] of Object.entries(object)) {
    if (FORBIDDEN_KEYS.has(key)) continue;
    const plain = plainValue(value, depth, count);
    if (plain !== undefined) copy[key] = plain;
  }
  return copy;
}

function plainValue(value: unknown, depth: number, count: { values: number }): unknown {
  count.values += 1;
  if (count.values > MAX_VALUES) throw new UnusableContext(`the context holds more than ${MAX_VALUES} values`);
  switch (typeof value) {
    case 'string':
      if (value.length > MAX_TEXT_LENGTH)
        throw new UnusableContext(`a value of the context is longer than ${MAX_TEXT_LENGTH} characters`);
      return withoutControls(value);
    case 'number':
      return Number.isFinite(value) ? value : undefined;
    case 'boolean':
      return value;
    case 'object':
      break;
    case 'bigint':
    case 'symbol':
    case 'undefined':
    case 'function':
      return undefined;
  }
  if (value === null) return null;
  if (depth >= MAX_DEPTH) throw new UnusableContext(`the context is nested deeper than ${MAX_DEPTH} levels`);
  if (Array.isArray(value))
    // A hole in a list becomes a value, so that positions stay.
    return value.slice(0, MAX_LIST_LENGTH).map((item: unknown) => plainValue(item, depth + 1, count) ?? null);
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype ? plainObject(value, depth + 1, count) : undefined;
}

// Line breaks and tabs stay; the overrides and isolates make text read otherwise than it is written.
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069\uFDD0\uFEFF]/g;
// eslint-disable-next-line no-control-regex
const ANY_CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069\uFDD0\uFEFF]/;

/** Removes control characters and text-direction overrides. `\r\n` becomes `\n`. */
export function withoutControls(text: string): string {
  return ANY_CONTROL.test(text) ? text.replace(/\r\n?|[\u2028\u2029]/g, '\n').replace(CONTROLS, '') : text;
}
