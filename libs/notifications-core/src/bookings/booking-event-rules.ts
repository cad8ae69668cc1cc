import { Equals, IsInt, IsString, Matches, Max, Min } from 'class-validator';
import { APPOINTMENT_STATUSES, BOOKING_EVENT_TYPES } from '../domain/booking.js';
import { all, Given, GivenText, IfGiven, IsOneOf, Present, rule } from '../domain/field-rules.js';
import { INSTANT_RULE } from '../domain/wall-time.js';
import { canonicalEmail } from '../eligibility/addresses.js';

// The rules that only booking events have, for the classes of `booking-event.dto.ts`. An optional field that is `null` or
// blank text means "not given", whatever its type.

/** Characters of short texts. Ids, URLs and long texts have their own limits. */
export const SHORT = 500;
export const LONG = 4_000;
const URL = 2_000;
/** A larger amount is a mistake, and would not fit a message. */
const MOST_MONEY = 1e9;

const NOT_NEGATIVE = { message: 'must not be negative' };

/**
 * An amount, which the documentation shows as a number. Platforms that count money in decimals write `"50.00"`. NaN: it
 * is none.
 */
export function amountOf(money: unknown): number {
  if (typeof money === 'number') return money;
  return typeof money === 'string' && /^\s*-?\d{1,20}(\.\d{1,20})?\s*$/.test(money) ? Number(money) : Number.NaN;
}

export const OptionalMoney = (): PropertyDecorator =>
  all(
    IfGiven(),
    rule('money', 'must be a number such as 50 or "50.00"', (value) => Number.isFinite(amountOf(value))),
    rule('notNegative', NOT_NEGATIVE.message, (value) => amountOf(value) >= 0),
    rule('notTooMuch', `must be at most ${MOST_MONEY}`, (value) => amountOf(value) <= MOST_MONEY),
  );

export const OptionalInteger = (most: number, tooLarge: string, ofWhat = ''): PropertyDecorator =>
  all(
    IfGiven(),
    IsInt({ message: `must be a whole number${ofWhat}` }),
    Min(0, NOT_NEGATIVE),
    Max(most, { message: tooLarge }),
  );

/** Only checked to be a text: reading it needs the zone, which may be in another field. */
const Time = (): PropertyDecorator =>
  IsString({ message: 'must be a date and time such as 2026-12-01T14:00:00-05:00' });
export const RequiredTime = (): PropertyDecorator => all(Given(), Time());
export const OptionalTime = (): PropertyDecorator => all(IfGiven(), Time());

/** Only checked to be a text, and read with the other times. */
export const OptionalInstant = (): PropertyDecorator =>
  all(IfGiven(), IsString({ message: `must be ${INSTANT_RULE}` }));

export const RequiredType = (): PropertyDecorator => all(Present(), IsOneOf(BOOKING_EVENT_TYPES));
export const OptionalStatus = (): PropertyDecorator => all(IfGiven(), IsOneOf(APPOINTMENT_STATUSES));
export const OptionalParty = (): PropertyDecorator => all(IfGiven(), IsOneOf(['client', 'business']));

export const OptionalCurrency = (): PropertyDecorator =>
  all(IfGiven(), Matches(/^\s*[a-z]{3}\s*$/i, { message: 'must be a currency code such as USD' }));

export const OptionalSpecVersion = (): PropertyDecorator => all(IfGiven(), Equals('1.0', { message: 'must be "1.0"' }));

/** Checked, because a provider refuses the whole message for a wrong one. */
export const OptionalReplyTo = (): PropertyDecorator =>
  GivenText(
    SHORT,
    rule(
      'email',
      'must be an email address such as name@example.com',
      (value) => typeof value === 'string' && canonicalEmail(value).ok,
    ),
  );

export const OptionalLink = (): PropertyDecorator =>
  GivenText(
    URL,
    Matches(/^\s*https?:\/\/\S+\s*$/i, { message: 'must be a web address that starts with https:// or http://' }),
  );
