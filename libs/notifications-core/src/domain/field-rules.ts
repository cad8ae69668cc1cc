import 'reflect-metadata';
import {
  IsBoolean,
  IsDefined,
  IsObject,
  IsString,
  Length,
  Matches,
  MaxLength,
  registerDecorator,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { isGiven } from './given.js';
import { LONGEST_ID } from './ids.js';
import { canonicalLocale, LANGUAGE_TAG_RULE } from './template-key.js';
import { isTimeZone, parseInstant, TIME_ZONE_RULE } from './wall-time.js';

// What the fields of a request may hold, as decorators of the class that describes it. `field-check.ts` applies them.
// A message is the end of a sentence that names the field.

/**
 * Several rules as one. Of the rules that a value breaks, the first is told. So the rule for its type comes first.
 * Use this where the order matters: of decorators one below the other, the last is asked first.
 */
export function all(...rules: readonly PropertyDecorator[]): PropertyDecorator {
  return (target, key) => rules.forEach((each) => each(target, key));
}

/**
 * A rule of our own.
 * @param name no other rule of the same field has it.
 * @param message may depend on the value, and must not repeat it.
 */
export function rule(
  name: string,
  message: string | ((value: unknown) => string),
  holds: (value: unknown) => boolean,
): PropertyDecorator {
  return (target, key) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: key.toString(),
      options: { message: typeof message === 'string' ? message : ({ value }) => message(value) },
      validator: { validate: holds },
    });
}

// When a field is checked at all.

/** Unless it is absent. `null` is a value, and mostly a wrong one. */
export const IfPresent = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

export const IfPresentAndNotNull = (): PropertyDecorator =>
  ValidateIf((_, value) => value !== undefined && value !== null);

/** Unless it is `null`, blank text or absent. */
export const IfGiven = (): PropertyDecorator => ValidateIf((_, value) => isGiven(value));

/** `null` and blank text are values: the rules that follow say what is wrong with them. */
export const Present = (): PropertyDecorator => rule('present', REQUIRED, (value) => value !== undefined);

export const PresentAndNotNull = (): PropertyDecorator => IsDefined({ message: REQUIRED });

export const Given = (): PropertyDecorator => rule('given', REQUIRED, isGiven);

const REQUIRED = 'is required';

// Text.

const IsText = (): PropertyDecorator => IsString({ message: 'must be a text' });

export const IsNotBlank = (): PropertyDecorator =>
  rule('notBlank', 'must not be blank', (value) => typeof value === 'string' && /\S/.test(value));

/** Counts what is stored: an index has no room for more. `Length` and `MaxLength` take surrogate pairs for one. */
const Stored = (most: number, message: string): PropertyDecorator =>
  Matches(new RegExp(`^[^]{0,${most}}$`), { message });

/** A text that may be `null` or blank. Characters are counted as readers do. */
export const OptionalText = (most: number): PropertyDecorator =>
  all(IfPresentAndNotNull(), IsText(), MaxLength(most, { message: atMost(most) }));

/** A text that is there and says something. Characters are counted as readers do. */
export const RequiredText = (most: number): PropertyDecorator =>
  all(Present(), IsText(), IsNotBlank(), Length(1, most, { message: fromOneTo(most) }));

/** An id that an event brings: something visible, short enough to be a key. */
export const EventId = (most = LONGEST_ID): PropertyDecorator =>
  all(Present(), IsText(), Length(1, most, { message: fromOneTo(most) }), Stored(most, fromOneTo(most)), IsNotBlank());

/** A text that is given, or not. @param rules that it must keep besides. */
export const GivenText = (most: number, ...rules: readonly PropertyDecorator[]): PropertyDecorator =>
  all(IfGiven(), IsText(), Stored(most, atMost(most)), ...rules);

export const GivenId = (): PropertyDecorator => GivenText(LONGEST_ID);

export const RequiredId = (): PropertyDecorator => all(Given(), IsText(), Stored(LONGEST_ID, atMost(LONGEST_ID)));

const atMost = (most: number): string => `must have at most ${most} characters`;
const fromOneTo = (most: number): string => `must have 1 to ${most} characters`;

// Times, zones and languages.

/** An instant as text: RFC 3339 with an offset. */
export const IsInstant = (message: string): PropertyDecorator =>
  rule('instant', message, (value) => typeof value === 'string' && parseInstant(value) !== null);

interface Reading {
  /** What else a caller may send, as the end of the message. */
  readonly orElse?: string;
  /** What is read of the text; default: the text as it is. */
  readonly of?: (text: string) => string;
}

export const IsTimeZone = ({ orElse = '', of = asItIs }: Reading = {}): PropertyDecorator =>
  rule('timeZone', `must be ${TIME_ZONE_RULE}${orElse}`, (value) => typeof value === 'string' && isTimeZone(of(value)));

export const IsLanguageTag = ({ orElse = '', of = asItIs }: Reading = {}): PropertyDecorator =>
  rule(
    'languageTag',
    `must be ${LANGUAGE_TAG_RULE}${orElse}`,
    (value) => typeof value === 'string' && canonicalLocale(of(value)) !== null,
  );

const asItIs = (text: string): string => text;

// What is no text.

export const IsTrueOrFalse = (): PropertyDecorator => IsBoolean({ message: 'must be true or false' });

/** JSON whose fields nobody describes. */
export const IsJsonObject = (message = AN_OBJECT): PropertyDecorator => IsObject({ message });

/** An object that the class of the field describes; that class stands before the one that has the field. */
export const OptionalPart = (): PropertyDecorator => all(IfPresentAndNotNull(), part(AN_OBJECT));

export const RequiredPart = (): PropertyDecorator => all(Present(), part(`is required and ${AN_OBJECT}`));

/** As `OptionalPart`; blank text means "not given" too. */
export const GivenPart = (): PropertyDecorator => all(IfGiven(), part(AN_OBJECT));

const part = (message: string): PropertyDecorator => all(IsJsonObject(message), ValidateNested({ message: AN_OBJECT }));

const AN_OBJECT = 'must be an object';
