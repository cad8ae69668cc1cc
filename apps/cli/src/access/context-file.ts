import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { TemplateContext } from '@booking/notifications-core';
import { UserError } from '@booking/local-stack';

/**
 * Reads the file of `--context FILE`.
 * @throws {UserError} in one line that quotes nothing of the file, when it is no JSON object.
 */
export function readContext(file: string): TemplateContext {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`--context: ${resolve(file)} cannot be read (${code ?? 'unknown reason'})`);
  }
  let context: unknown;
  try {
    context = JSON.parse(text);
  } catch {
    // The parser's own message is dropped, because it quotes the file.
    throw new UserError(`--context: ${resolve(file)} is no valid JSON`);
  }
  if (typeof context !== 'object' || context === null || Array.isArray(context))
    throw new UserError(`--context: ${resolve(file)} must hold a JSON object, such as {"client_name": "John Doe"}`);
  return context as TemplateContext;
}
