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
import { didYouMean } from './did-you-mean.js';
import { isGiven } from './given.js';
import { LONGEST_ID } from './ids.js';
import { canonicalLocale, LANGUAGE_TAG_RULE, LONGEST_LANGUAGE_TAG } from './template-key.js';
import { timeZoneProblem } from './time-zone.js';
import { LONGEST_TIME_ZONE, parseInstant } from './wall-time.js';

// The rules for the fields of a request, as decorators of the class that describes it. `field-check.ts` applies them.
// A message completes a sentence that begins with the name of the field.

/**
 * Several rules as one. A value gets the message of the first rule that it breaks, so the rule for its type comes
 * first. Stacked decorators would run from the bottom up.
 */
export function all(...rules: readonly PropertyDecorator[]): PropertyDecorator {
  return (target, key) => rules.forEach((each) => each(target, key));
}

/**
 * A rule of our own.
 * @param name unique among the rules of a field.
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

// Whether a field is checked at all.

/** Checked unless absent. `null` counts as a value, and mostly as a wrong one. */
export const IfPresent = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

export const IfPresentAndNotNull = (): PropertyDecorator =>
  ValidateIf((_, value) => value !== undefined && value !== null);

/** Checked unless `null`, blank text or absent. */
export const IfGiven = (): PropertyDecorator => ValidateIf((_, value) => isGiven(value));

/** Must not be absent. `null` and blank text pass here: the rules that follow say what is wrong with them. */
export const Present = (): PropertyDecorator => rule('present', REQUIRED, (value) => value !== undefined);

export const PresentAndNotNull = (): PropertyDecorator => IsDefined({ message: REQUIRED });

export const Given = (): PropertyDecorator => rule('given', REQUIRED, isGiven);

const REQUIRED = 'is required';

// Text.

const IsText = (): PropertyDecorator => IsString({ message: 'must be a text' });

export const IsNotBlank = (): PropertyDecorator =>
  rule('notBlank', 'must not be blank', (value) => typeof value === 'string' && /\S/.test(value));

/** Counts UTF-16 units, as an index has limited room. `Length` and `MaxLength` count a surrogate pair as one. */
const Stored = (most: number, message: string): PropertyDecorator =>
  Matches(new RegExp(`^[^]{0,${most}}$`), { message });

/** A text that may be `null` or blank. A surrogate pair counts as one character. */
export const OptionalText = (most: number): PropertyDecorator =>
  all(IfPresentAndNotNull(), IsText(), MaxLength(most, { message: atMost(most) }));

/** A text that must be present and not blank. A surrogate pair counts as one character. */
export const RequiredText = (most: number): PropertyDecorator =>
  all(Present(), IsText(), IsNotBlank(), Length(1, most, { message: fromOneTo(most) }));

/** An id in an event: not blank, and short enough to be a key. */
export const EventId = (most = LONGEST_ID): PropertyDecorator =>
  all(Present(), IsText(), Length(1, most, { message: fromOneTo(most) }), Stored(most, fromOneTo(most)), IsNotBlank());

/**
 * A text that may be left out.
 * @param rules further rules for a text that is given.
 */
export const GivenText = (most: number, ...rules: readonly PropertyDecorator[]): PropertyDecorator =>
  all(IfGiven(), IsText(), Stored(most, atMost(most)), ...rules);

export const GivenId = (): PropertyDecorator => GivenText(LONGEST_ID);

export const RequiredId = (): PropertyDecorator => all(Given(), IsText(), Stored(LONGEST_ID, atMost(LONGEST_ID)));

const atMost = (most: number): string => `must have at most ${most} characters`;
const fromOneTo = (most: number): string => `must have 1 to ${most} characters`;

/** One of a few words. The message names them all, and the one that was probably meant. */
export const IsOneOf = (words: readonly string[]): PropertyDecorator =>
  rule(
    'oneOf',
    (value) => {
      const meant = typeof value === 'string' ? didYouMean(value, words) : null;
      return `must be one of ${words.join(', ')}${meant === null ? '' : `; did you mean ${meant}?`}`;
    },
    (value) => words.some((word) => word === value),
  );

// Times, zones and languages.

/** An instant as text: RFC 3339 with an offset. */
export const IsInstant = (message: string): PropertyDecorator =>
  rule('instant', message, (value) => typeof value === 'string' && parseInstant(value) !== null);

interface Reading {
  /** What else is accepted, as the end of the message. */
  readonly orElse?: string;
  /** Which part of the text is checked. Default: all of it. */
  readonly of?: (text: string) => string;
}

export const IsTimeZone = ({ orElse = '', of = asItIs }: Reading = {}): PropertyDecorator => {
  const problem = (value: unknown): string | null =>
    timeZoneProblem(typeof value === 'string' ? of(value) : '', orElse);
  return rule(
    'timeZone',
    (value) => problem(value) ?? '',
    (value) => problem(value) === null,
  );
};

export const IsLanguageTag = ({ orElse = '', of = asItIs }: Reading = {}): PropertyDecorator =>
  rule(
    'languageTag',
    `must be ${LANGUAGE_TAG_RULE}${orElse}`,
    (value) => typeof value === 'string' && canonicalLocale(of(value)) !== null,
  );

/** A zone that may be left out. */
export const GivenTimeZone = (): PropertyDecorator => GivenText(LONGEST_TIME_ZONE, IsTimeZone({ of: withoutBlanks }));

/** A language that may be left out. */
export const GivenLanguage = (): PropertyDecorator =>
  GivenText(LONGEST_LANGUAGE_TAG, IsLanguageTag({ of: withoutBlanks }));

const withoutBlanks = (text: string): string => text.trim();
const asItIs = (text: string): string => text;

// Other types.

export const IsTrueOrFalse = (): PropertyDecorator => IsBoolean({ message: 'must be true or false' });

/** An object with any fields. */
export const IsJsonObject = (message = AN_OBJECT): PropertyDecorator => IsObject({ message });

/** An object that has a class of its own. That class must be declared before the class that has the field. */
export const RequiredPart = (): PropertyDecorator => all(Present(), part(`is required and ${AN_OBJECT}`));

/** As `RequiredPart`, but it may be left out: `null` and blank text mean "not given". */
export const GivenPart = (): PropertyDecorator => all(IfGiven(), part(AN_OBJECT));

const part = (message: string): PropertyDecorator => all(IsJsonObject(message), ValidateNested({ message: AN_OBJECT }));

const AN_OBJECT = 'must be an object';
