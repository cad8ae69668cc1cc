import { Problem } from '../api/problem.js';
import { sentence } from './words.js';

/**
 * What is wrong with each field of a form, to stand beside it. A part of a field (`hours[2]`, `client.name`) counts for
 * the field.
 */
export function fieldErrors(error: Error | null): Readonly<Record<string, string>> {
  if (!(error instanceof Problem)) return {};
  return Object.fromEntries(
    error.fields.map(({ field, message }) => [field.split(/[.[]/)[0] ?? field, sentence(message)]),
  );
}

/** What stands beside no field of the form, and has to be told above it. */
export function otherError(error: Error | null, fields: readonly string[]): Error | null {
  if (error === null) return null;
  const named = Object.keys(fieldErrors(error));
  return named.length > 0 && named.every((name) => fields.includes(name)) ? null : error;
}
