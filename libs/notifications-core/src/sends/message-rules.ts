import { all, IfGiven, IsInstant, IsJsonObject, PresentAndNotNull, rule } from '../domain/field-rules.js';
import { isObject, type Json } from '../domain/field-check.js';
import { given } from '../domain/given.js';
import type { FieldError } from '../domain/errors.js';
import { parseInstant } from '../domain/wall-time.js';
import { plainContext, UnusableContext } from '../templates/language/context.js';

// Rules that single and bulk sends share.

/** A time further ahead counts as a typing error. */
const FURTHEST_MS = 2 * 366 * 86_400_000;

/**
 * JSON that can fill a template.
 * @param mostBytes of the JSON. Default: only the template's own limits.
 */
export const FillsTemplate = (mostBytes?: number): PropertyDecorator =>
  all(
    PresentAndNotNull(),
    IsJsonObject(),
    rule(
      'fillsTemplate',
      (context) => (isObject(context) ? (contextProblem(context, mostBytes) ?? '') : ''),
      (context) => isObject(context) && contextProblem(context, mostBytes) === null,
    ),
  );

/** The time of a send. `readSchedule` checks how far ahead it is, because that depends on the clock. */
export const GivenSchedule = (): PropertyDecorator =>
  all(IfGiven(), IsInstant('must be an instant with its offset, such as 2026-12-01T14:00:00-05:00'));

/**
 * Reads the time of a send, and adds an error if it is too far ahead. `null`: none was given, which means now.
 * @param text checked, or not given.
 */
export function readSchedule(text: string | undefined, now: Date, errors: FieldError[]): Date | null {
  const asked = given(text);
  const instant = asked === null ? null : parseInstant(asked);
  if (instant !== null && instant.getTime() - now.getTime() > FURTHEST_MS)
    errors.push({ field: 'scheduled_for', message: 'must be at most two years ahead' });
  return instant;
}

/** The problem that rendering would have with a context. `null`: it can be used. */
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
