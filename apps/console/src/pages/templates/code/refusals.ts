import { Problem } from '../../../api/problem.js';

/** Where the service refuses a text, and why. */
export interface Refusal {
  readonly field: 'subject' | 'body' | 'other';
  readonly message: string;
  /** From 1. */
  readonly line: number | null;
  readonly column: number | null;
}

/** What is wrong with what is written. Empty for other errors: they are not the writer's. */
export function refusalsOf(error: Error | null): Refusal[] {
  if (!(error instanceof Problem) || error.status !== 422) return [];
  return error.fields.map(({ field, message, line, column }) => ({
    field: field === 'subject' || field === 'body' ? field : 'other',
    message: field === 'subject' || field === 'body' ? message.replace(/^line \d+: /, '') : `${field} ${message}`,
    line: line ?? null,
    column: column ?? null,
  }));
}

/** The characters from `from` to `to` of a text that a refusal is about: from its column to the end of its line. */
export function placeOf(text: string, { line, column }: Refusal): { readonly from: number; readonly to: number } {
  const lines = text.split('\n');
  const at = Math.min(Math.max(line ?? 1, 1), lines.length) - 1;
  const start = lines.slice(0, at).reduce((sum, each) => sum + each.length + 1, 0);
  const length = lines[at]?.length ?? 0;
  const from = start + Math.min(Math.max((column ?? 1) - 1, 0), length);
  return { from, to: start + length };
}
