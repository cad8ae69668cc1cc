import type { FieldError } from '../domain/errors.js';
import type { TemplateContext } from '../domain/notification.js';
import { plainContext, UnusableContext } from '../templates/language/context.js';
import { parseInstant } from '../domain/wall-time.js';

type Json = Readonly<Record<string, unknown>>;

/** The same cap as for the ids of booking events: they are keys. */
const LONGEST_ID = 200;
/** What is planned further ahead is a typing error. */
const FURTHEST_MS = 2 * 366 * 86_400_000;

/** Reads the fields of a JSON object one by one. What is wrong is noted, so that the caller hears of all at once. */
export interface RequestFields {
  readonly wrong: (name: string, message: string) => void;
  /** Whether it was given at all; `null` and blank text mean "not given". */
  has(name: string): boolean;
  /** `null` when it was not given, or is wrong. */
  text(name: string, longest: number): string | null;
  /** As `text`, not trimmed: an id is what it is. */
  id(name: string): string | null;
  object(name: string): Json | null;
  /** Fills a template. `{}` when it is wrong. @param mostBytes of its JSON. */
  context(name: string, mostBytes?: number): TemplateContext;
  /** An instant up to two years ahead. */
  schedule(name: string, now: Date): Date | null;
  flag(name: string): boolean;
}

/**
 * @param known every field that there is: another one is a mistake of the caller's, who should hear of it.
 * @param path of the object in the request, with its dot.
 */
export function fieldsOf(json: Json, known: readonly string[], errors: FieldError[], path = ''): RequestFields {
  const wrong = (name: string, message: string): void => void errors.push({ field: path + name, message });
  const valueOf = (name: string): unknown => (Object.hasOwn(json, name) ? json[name] : undefined);
  const has = (name: string): boolean => {
    const value = valueOf(name);
    return value !== undefined && value !== null && (typeof value !== 'string' || value.trim() !== '');
  };
  for (const name of Object.keys(json).filter((each) => !known.includes(each)))
    wrong(quotable(name), 'is not known here: remove it');

  const object = (name: string): Json | null => {
    const value = valueOf(name);
    if (isObject(value)) return value;
    wrong(name, value === undefined || value === null ? 'is required' : 'must be an object');
    return null;
  };
  const textOf = (name: string, longest: number): string | null => {
    if (!has(name)) return null;
    const value = valueOf(name);
    if (typeof value === 'string' && value.length <= longest) return value;
    wrong(name, typeof value === 'string' ? `must have at most ${longest} characters` : 'must be a text');
    return null;
  };

  return {
    wrong,
    has,
    object,
    text: (name, longest) => textOf(name, longest)?.trim() ?? null,
    id: (name) => textOf(name, LONGEST_ID),
    context: (name, mostBytes) => {
      const value = object(name);
      if (value === null) return {};
      const problem = contextProblem(value, mostBytes);
      if (problem !== null) wrong(name, problem);
      return value;
    },
    schedule: (name, now) => {
      if (!has(name)) return null;
      const value = valueOf(name);
      const instant = typeof value === 'string' ? parseInstant(value) : null;
      if (instant === null) wrong(name, 'must be an instant with its offset, such as 2026-12-01T14:00:00-05:00');
      else if (instant.getTime() - now.getTime() > FURTHEST_MS) wrong(name, 'must be at most two years ahead');
      return instant;
    },
    flag: (name) => {
      const value = valueOf(name) ?? false;
      if (typeof value === 'boolean') return value;
      wrong(name, 'must be true or false');
      return false;
    },
  };
}

/** What would only be found out when it is rendered; `null` when the context can be used. */
export function contextProblem(context: Json, mostBytes?: number): string | null {
  if (mostBytes !== undefined && Buffer.byteLength(JSON.stringify(context)) > mostBytes)
    return `must be at most ${mostBytes / 1_024} KB of JSON`;
  try {
    plainContext(context);
    return null;
  } catch (error) {
    if (error instanceof UnusableContext) return `cannot be used: ${error.message}`;
    throw error;
  }
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether an id is one that we can store and look up. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_ID && value.trim() !== '';
}

/** Whether an id can be looked up: Postgres stores neither NUL nor halves of characters. */
export function isStorableId(id: string): boolean {
  return isId(id) && id.isWellFormed() && !id.includes('\0');
}

/** A name that the caller made up, in an error text: only if it is plain, because it may be personal. */
export function quotable(name: string): string {
  return /^[\w.:-]{1,60}$/.test(name) ? name : '…';
}
