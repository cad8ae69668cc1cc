import { all, IfGiven, IsInstant, IsJsonObject, PresentAndNotNull, rule } from '../domain/field-rules.js';
import { isObject, type Json } from '../domain/field-check.js';
import { given } from '../domain/given.js';
import type { FieldError } from '../domain/errors.js';
import { parseInstant } from '../domain/wall-time.js';
import { plainContext, UnusableContext } from '../templates/language/context.js';

// Rules of what a send and a bulk have in common.

/** What is planned further ahead is a typing error. */
const FURTHEST_MS = 2 * 366 * 86_400_000;

/** JSON that can fill a template. @param mostBytes of it; default: no limit but the template's own. */
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

/** When it is to be sent. How far ahead depends on the clock: see `readSchedule`. */
export const GivenSchedule = (): PropertyDecorator =>
  all(IfGiven(), IsInstant('must be an instant with its offset, such as 2026-12-01T14:00:00-05:00'));

/** @param text sound, or not given: then it is `null`, which means now. An error is added when it is too far ahead. */
export function readSchedule(text: string | undefined, now: Date, errors: FieldError[]): Date | null {
  const asked = given(text);
  const instant = asked === null ? null : parseInstant(asked);
  if (instant !== null && instant.getTime() - now.getTime() > FURTHEST_MS)
    errors.push({ field: 'scheduled_for', message: 'must be at most two years ahead' });
  return instant;
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
