import { plainToInstance, Transform } from 'class-transformer';
import { IsInt, Matches, Max, Min, validateSync, type ValidationError } from 'class-validator';
import { ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  all,
  canonicalLocale,
  fieldErrors,
  IsInstant,
  IsLanguageTag,
  isReminderHours,
  isTemplateName,
  IsTimeZone,
  IsTrueOrFalse,
  LONGEST_ID,
  LONGEST_LANGUAGE_TAG,
  parseInstant,
  IsNotBlank,
  IsOneOf,
  rule,
  TEMPLATE_NAME_RULE,
  unknownField,
  type FieldError,
} from '@booking/notifications-core';
import { constructorFields } from './constructor-fields.js';
import { invalidValues } from './problem-details.js';

export { IfPresent, IfPresentAndNotNull, IsJsonObject, IsTrueOrFalse } from '@booking/notifications-core';

/** Checks everything that has a DTO. A wrong or unknown value is named in a 422. */
class Validation extends ValidationPipe {
  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'body' && value !== undefined && this.toValidate(metadata)) {
      if (!isPlainObject(value)) throw invalidValues([{ field: 'body', message: 'must be an object' }]);
      const wrong = [...droppedField(metadata.metatype as new () => object, value), ...constructorFields(value)];
      if (wrong.length > 0) throw invalidValues(wrong);
    }
    return super.transform(value, metadata) as Promise<unknown>;
  }
}

const CHECKS = {
  whitelist: true,
  forbidNonWhitelisted: true,
  // `fieldErrors` names the fields that the class of the body knows.
  validationError: { target: true },
} as const;

export function createValidation(): ValidationPipe {
  return new Validation({
    ...CHECKS,
    transform: true,
    exceptionFactory: (findings: ValidationError[]) => invalidValues(fieldErrors(findings)),
  });
}

/**
 * Checks a body for a route that has more to check, so that everything that is wrong is named at once.
 * @returns the body with its wrong values, and the errors.
 */
export function checkBody<T extends object>(
  description: new () => T,
  body: unknown,
): { readonly value: T; readonly errors: FieldError[] } {
  if (!isPlainObject(body)) throw invalidValues([{ field: 'body', message: 'must be an object' }]);
  const breaking = constructorFields(body);
  if (breaking.length > 0) throw invalidValues(breaking);
  const value = plainToInstance(description, body);
  const findings = validateSync(value, { ...CHECKS, forbidUnknownValues: false });
  return { value, errors: [...droppedField(description, body), ...fieldErrors(findings)] };
}

/** The one unknown field that class-transformer silently drops. */
function droppedField(description: new () => object, body: object): FieldError[] {
  const field = 'constructor';
  return Object.hasOwn(body, field) ? [{ field, message: unknownField(field, description) }] : [];
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An optional whole number in a query string. Any other text is kept and refused. */
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
    IsTrueOrFalse(),
  );
}

/** One of these texts, such as a channel or a status. */
export function OneOf(...values: readonly [string, string, ...string[]]): PropertyDecorator {
  return all(ApiProperty({ enum: values }), IsOneOf(values));
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

/** Combine it with another rule for text. */
export const NotBlank = (): PropertyDecorator => all(ApiProperty({ pattern: '\\S' }), IsNotBlank());

const PERSON_ID = new RegExp(`^(?=.*\\S)[^\\0\\p{Cs}]{1,${LONGEST_ID}}$`, 'su');

/** An id of a person as events may have it: visible text that Postgres can store. */
export const PersonId = (): PropertyDecorator =>
  all(
    ApiProperty({ type: String, minLength: 1, maxLength: LONGEST_ID }),
    rule(
      'personId',
      `must have 1 to ${LONGEST_ID} characters and not be blank`,
      (value) => typeof value === 'string' && PERSON_ID.test(value),
    ),
  );

/** An instant as text: RFC 3339 with an offset. */
export function Instant(): PropertyDecorator {
  return all(
    ApiProperty({ type: String, format: 'date-time' }),
    IsInstant('must be an instant with an offset (RFC 3339), such as 2026-11-22T10:00:00Z'),
  );
}

/** As `Instant`. In a query string without encoding, the plus of an offset arrives as a space. */
export const InstantInQuery = (): PropertyDecorator =>
  all(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? value.replace(/ (?=\d\d:?\d\d$)/, '+') : value,
    ),
    Instant(),
  );

/** @param text checked: it is an instant. */
export function instantOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : (parseInstant(text) ?? undefined);
}

const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;

export const TimeOfDay = (): PropertyDecorator =>
  all(
    ApiProperty({ type: String, pattern: TIME_OF_DAY.source }),
    Matches(TIME_OF_DAY, { message: 'must be a time of day such as 22:00' }),
  );

export const TimeZone = (): PropertyDecorator =>
  all(ApiProperty({ type: String }), IsTimeZone({ orElse: ', or null' }));

/** A language, or `null`. `es-mx` becomes `es-MX`, so that it finds its templates. */
export const Locale = (): PropertyDecorator => language({ orElse: ', or null' });

/** A language that must not be `null`: a template always has one. */
export const LanguageTag = (): PropertyDecorator => language();

function language(told?: { readonly orElse: string }): PropertyDecorator {
  return all(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? (canonicalLocale(value) ?? value) : value,
    ),
    ApiProperty({ type: String, maxLength: LONGEST_LANGUAGE_TAG }),
    IsLanguageTag(told),
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
