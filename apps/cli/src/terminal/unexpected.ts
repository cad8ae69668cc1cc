import {
  ConfigError,
  errorFields,
  InvalidInput,
  isDatabaseOutage,
  ShippedTemplatesError,
  TemplateRefused,
} from '@booking/notifications-core';
import { UserError } from '@booking/local-stack';

/** Errors whose message was written to be shown. */
const FOR_PEOPLE = [UserError, ConfigError, ShippedTemplatesError, TemplateRefused] as const;

/** One line about whatever ended a command. Messages of drivers quote rows, which are people's: they are not shown. */
export function explain(error: unknown): string {
  if (FOR_PEOPLE.some((kind) => error instanceof kind)) return (error as Error).message;
  if (error instanceof InvalidInput) return error.errors.map(({ field, message }) => `${field}: ${message}`).join('; ');
  if (isDatabaseOutage(error)) return 'Postgres went away in the middle of it: npm run notify -- status';
  if (isMissingTable(error)) return 'The database is not migrated: npm run notify -- migrate';
  const { error: name, code, stack } = errorFields(error);
  const where = stack?.split(' < ').find((frame) => !frame.includes('node:')) ?? '';
  return `Unexpected: ${name}${code === undefined ? '' : ` (${code})`}${where === '' ? '' : `, ${where}`}`;
}

/** SQLSTATE of a table or column that is not there. */
function isMissingTable(error: unknown): boolean {
  const { code } = (error instanceof Error ? error : {}) as { code?: unknown };
  return code === '42P01' || code === '42703';
}
