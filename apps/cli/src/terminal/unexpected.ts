import {
  ConfigError,
  errorFields,
  InvalidInput,
  isDatabaseOutage,
  ShippedTemplatesError,
  TemplateRefused,
} from '@booking/notifications-core';
import { UserError } from '@booking/local-stack';

/** Errors with a message for people. */
const FOR_PEOPLE = [UserError, ConfigError, ShippedTemplatesError, TemplateRefused] as const;

/**
 * One line about the error that ended a command. Messages of drivers are not shown: they quote rows, which are
 * personal.
 */
export function explain(error: unknown): string {
  if (FOR_PEOPLE.some((kind) => error instanceof kind)) return (error as Error).message;
  if (error instanceof InvalidInput) return error.errors.map(({ field, message }) => `${field}: ${message}`).join('; ');
  if (isDatabaseOutage(error)) return 'Postgres went away in the middle of it: npm run notify -- status';
  if (isMissingTable(error)) return 'The database is not migrated: npm run notify -- migrate';
  const { error: name, code, stack } = errorFields(error);
  const where = stack?.split(' < ').find((frame) => !frame.includes('node:')) ?? '';
  return `Unexpected: ${name}${code === undefined ? '' : ` (${code})`}${where === '' ? '' : `, ${where}`}`;
}

/** Whether an error has the SQLSTATE of a missing table or column. */
function isMissingTable(error: unknown): boolean {
  const { code } = (error instanceof Error ? error : {}) as { code?: unknown };
  return code === '42P01' || code === '42703';
}
