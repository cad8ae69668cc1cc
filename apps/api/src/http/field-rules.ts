import { Transform } from 'class-transformer';
import { IsIn, IsInt, Matches, Max, Min, registerDecorator, ValidateIf, type ValidationError } from 'class-validator';
import { ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  canonicalLocale,
  isReminderHours,
  isTemplateName,
  isTimeZone,
  parseInstant,
  TEMPLATE_NAME_RULE,
  type FieldError,
} from '@booking/notifications-core';
import { invalidValues } from './problem-details.js';

/** Checks everything that has a DTO: a value that is wrong, or that nobody knows, is named in a 422. */
class Validation extends ValidationPipe {
  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'body' && value !== undefined && this.toValidate(metadata)) {
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        throw invalidValues([{ field: 'body', message: 'must be an object' }]);
      // The one name that class-transformer drops without a word.
      if (Object.hasOwn(value, 'constructor')) throw invalidValues([{ field: 'constructor', message: UNKNOWN }]);
    }
    return super.transform(value, metadata) as Promise<unknown>;
  }
}

const UNKNOWN = 'is not known here: remove it';

export function createValidation(): ValidationPipe {
  return new Validation({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    stopAtFirstError: true,
    exceptionFactory: (errors: ValidationError[]) => invalidValues(errors.flatMap((error) => fieldErrors(error, ''))),
  });
}

function fieldErrors({ property, constraints, children }: ValidationError, path: string): FieldError[] {
  const field = path === '' ? property : `${path}.${property}`;
  const own = Object.entries(constraints ?? {}).map(([rule, message]) => ({ field, message: told(rule, message) }));
  return [...own, ...(children ?? []).flatMap((child) => fieldErrors(child, field))];
}

/** Our own rules say "must be …"; this one is the validator's. */
function told(rule: string, message: string): string {
  return rule === 'whitelistValidation' ? UNKNOWN : message;
}

/** Checked unless it is absent. Unlike `@IsOptional`, `null` is a value, and mostly a wrong one. */
export const IfPresent = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

export const IfPresentAndNotNull = (): PropertyDecorator =>
  ValidateIf((_, value) => value !== undefined && value !== null);

/** An optional whole number in a query string; anything else keeps its text and is refused. */
export function WholeNumber(min: number, max: number): PropertyDecorator {
  const message = `must be a whole number from ${min} to ${max}`;
  return all(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value,
    ),
    ApiPropertyOptional({ type: 'integer', minimum: min, maximum: max }),
    IsInt({ message }),
    Min(min, { message }),
    Max(max, { message }),
  );
}

/** An optional `true` or `false` in a query string. */
export function Flag(): PropertyDecorator {
  return all(
    Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value)),
    ApiPropertyOptional({ type: Boolean }),
    rule('flag', 'must be true or false', (value) => typeof value === 'boolean'),
  );
}

/** One of these texts, such as a channel or a status. */
export function OneOf(...values: readonly [string, string, ...string[]]): PropertyDecorator {
  const message = `must be ${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
  return all(ApiProperty({ enum: values }), IsIn(values, { message }));
}

/** Text that Postgres can store: without control characters and halves of surrogate pairs. */
export function PlainText(longest = 200): PropertyDecorator {
  return all(
    ApiProperty({ type: String, minLength: 1, maxLength: longest }),
    Matches(new RegExp(`^[^\\p{Cc}\\p{Cs}]{1,${longest}}$`, 'u'), {
      message: `must be a text of 1 to ${longest} characters without control characters`,
    }),
  );
}

/** An id of a person as events may carry it: anything visible that Postgres can store. */
export const PersonId = (): PropertyDecorator =>
  all(
    ApiProperty({ type: String, minLength: 1, maxLength: 200 }),
    rule(
      'personId',
      'must have 1 to 200 characters and not be blank',
      (value) => typeof value === 'string' && /^(?=.*\S)[^\0\p{Cs}]{1,200}$/su.test(value),
    ),
  );

/** An instant as text: RFC 3339 with an offset. */
export function Instant(): PropertyDecorator {
  return all(
    ApiProperty({ type: String, format: 'date-time' }),
    rule('instant', 'must be an instant with an offset (RFC 3339), such as 2026-11-22T10:00:00Z', (value) =>
      typeof value === 'string' ? parseInstant(value) !== null : false,
    ),
  );
}

const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;

export const TimeOfDay = (): PropertyDecorator =>
  all(
    ApiProperty({ type: String, pattern: TIME_OF_DAY.source }),
    Matches(TIME_OF_DAY, { message: 'must be a time of day such as 22:00' }),
  );

export const TimeZone = (): PropertyDecorator =>
  all(
    ApiProperty({ type: String }),
    rule('timeZone', 'must be an IANA time zone such as America/New_York, or null', (value) =>
      typeof value === 'string' ? isTimeZone(value) : false,
    ),
  );

const LONGEST_LOCALE = 35;

/** A language, or `null`; `es-mx` becomes `es-MX`, so that it finds its templates. */
export const Locale = (): PropertyDecorator => language('locale', ', or null');

/** A language of a template, which is never `null`. */
export const LanguageTag = (): PropertyDecorator => language('languageTag', '');

function language(name: string, orElse: string): PropertyDecorator {
  return all(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? (canonicalLocale(value) ?? value) : value,
    ),
    ApiProperty({ type: String, maxLength: LONGEST_LOCALE }),
    rule(
      name,
      `must be a language tag (BCP 47) such as en or es-MX${orElse}`,
      (value) => typeof value === 'string' && canonicalLocale(value) !== null,
    ),
  );
}

export const TemplateName = (): PropertyDecorator =>
  all(ApiProperty({ type: String }), rule('templateName', `must be ${TEMPLATE_NAME_RULE}`, isTemplateName));

/** Text of several lines that Postgres can store: neither blank nor with NUL or halves of surrogate pairs. */
export const Writing = (): PropertyDecorator =>
  all(
    ApiProperty({ type: String, minLength: 1 }),
    rule(
      'writing',
      'must be a text that is not blank, without NUL or broken Unicode characters',
      (value) => typeof value === 'string' && value.trim() !== '' && !value.includes('\0') && value.isWellFormed(),
    ),
  );

export const ReminderHours = (): PropertyDecorator =>
  all(
    ApiProperty({
      type: 'array',
      items: { type: 'integer', minimum: 1, maximum: 720 },
      maxItems: 10,
      uniqueItems: true,
    }),
    rule('reminderHours', 'must be up to 10 different whole hours from 1 to 720, such as [24, 2]', isReminderHours),
  );

function rule(name: string, message: string, validate: (value: unknown) => boolean): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: propertyName.toString(),
      options: { message },
      validator: { validate },
    });
}

function all(...decorators: PropertyDecorator[]): PropertyDecorator {
  return (target, key) => decorators.forEach((decorate) => decorate(target, key));
}
