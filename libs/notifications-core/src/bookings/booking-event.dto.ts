import { Equals, IsIn, IsInt, IsNumber, IsString, Matches, Max, Min } from 'class-validator';
import {
  APPOINTMENT_STATUSES,
  BOOKING_EVENT_TYPES,
  type AppointmentStatus,
  type BookingEventType,
} from '../domain/booking.js';
import {
  all,
  EventId,
  IfPresentAndNotNull,
  OptionalPart,
  OptionalText,
  Present,
  RequiredPart,
  RequiredText,
} from '../domain/field-rules.js';
import { LONGEST_LANGUAGE_TAG } from '../domain/template-key.js';
import { INSTANT_RULE, LONGEST_TIME_ZONE } from '../domain/wall-time.js';

// A booking event as received. These classes are its check, its type and, by their comments, its documentation.
// `read-event.ts` makes a `BookingEvent` (`domain/booking.ts`) of it, with every default.

/** Characters of short texts. Ids, URLs and long texts have their own limits. */
const SHORT = 500;
const LONG = 4_000;
const URL = 2_000;
/** A larger amount is a mistake, and would not fit a message. */
const MOST_MONEY = 1e9;

const NOT_NEGATIVE = { message: 'must not be negative' };

const OptionalMoney = (): PropertyDecorator =>
  all(
    IfPresentAndNotNull(),
    IsNumber({ allowInfinity: false, allowNaN: false }, { message: 'must be a number' }),
    Min(0, NOT_NEGATIVE),
    Max(MOST_MONEY, { message: `must be at most ${MOST_MONEY}` }),
  );

const OptionalInteger = (most: number, tooLarge: string, ofWhat = ''): PropertyDecorator =>
  all(
    IfPresentAndNotNull(),
    IsInt({ message: `must be a whole number${ofWhat}` }),
    Min(0, NOT_NEGATIVE),
    Max(most, { message: tooLarge }),
  );

/** Only checked to be a text: reading it needs the zone, which may be in another field. */
const Time = (): PropertyDecorator =>
  IsString({ message: 'must be a date and time such as 2026-12-01T14:00:00-05:00' });
const RequiredTime = (): PropertyDecorator => all(Present(), Time());
const OptionalTime = (): PropertyDecorator => all(IfPresentAndNotNull(), Time());

/** Only checked to be a text, and read with the other times. */
const OptionalInstant = (): PropertyDecorator =>
  all(IfPresentAndNotNull(), IsString({ message: `must be ${INSTANT_RULE}` }));

const OneOf = (values: readonly string[]): PropertyDecorator =>
  IsIn(values, { message: `must be one of ${values.join(', ')}` });
const RequiredType = (): PropertyDecorator => all(Present(), OneOf(BOOKING_EVENT_TYPES));
const OptionalStatus = (): PropertyDecorator => all(IfPresentAndNotNull(), OneOf(APPOINTMENT_STATUSES));

const OptionalParty = (): PropertyDecorator =>
  all(IfPresentAndNotNull(), IsIn(['client', 'business'], { message: 'must be client or business' }));

const OptionalCurrency = (): PropertyDecorator =>
  all(IfPresentAndNotNull(), Matches(/^[A-Z]{3}$/, { message: 'must be a currency code such as USD' }));

const OptionalSpecVersion = (): PropertyDecorator =>
  all(IfPresentAndNotNull(), Equals('1.0', { message: 'must be "1.0"' }));

/** Whom the messages are for. What an event leaves out stays as it was known. */
export class ClientDto {
  /**
   * The user id, as in the tokens of this person.
   * @example "user-1"
   */
  @EventId() id!: string;
  /** @example "John Doe" */
  @OptionalText(SHORT) name?: string;
  /** @example "john@example.com" */
  @OptionalText(SHORT) email?: string;
  /**
   * E.164 at best; without a country code it is read as people write it in `BUSINESS_COUNTRY`.
   * @example "+12025550123"
   */
  @OptionalText(SHORT) phone?: string;
  /**
   * Language of the messages (BCP 47).
   * @example "en"
   */
  @OptionalText(LONGEST_LANGUAGE_TAG) locale?: string;
  /**
   * IANA zone of the person's quiet hours.
   * @example "America/New_York"
   */
  @OptionalText(LONGEST_TIME_ZONE) timezone?: string;
}

/** Who signs the messages. */
export class BusinessDto {
  /** @example "6FB Barbershop" */
  @OptionalText(SHORT) name?: string;
  /** @example "1 Main St" */
  @OptionalText(SHORT) address?: string;
  /** @example "+12025550100" */
  @OptionalText(SHORT) phone?: string;
  /** @example "Free up to 24 h before." */
  @OptionalText(LONG) cancellation_policy?: string;
  /**
   * IANA zone of start times that name none.
   * @example "America/New_York"
   */
  @OptionalText(LONGEST_TIME_ZONE) timezone?: string;
}

/** The full snapshot, each time; unknown extra fields are kept. */
export class AppointmentDto {
  /** @example "apt-1" */
  @EventId() id!: string;
  /**
   * Grows with each change; without it `time` of the event decides what is newer.
   * @example 1
   */
  @OptionalInteger(Number.MAX_SAFE_INTEGER, 'is too large') version?: number;
  /**
   * Omitted means `confirmed`. With `pending` the client reads "we have your request"; the confirmation and the
   * reminders come with `booking.confirmed`.
   * @example "confirmed"
   */
  @OptionalStatus() status?: AppointmentStatus;
  /**
   * With an offset, or local time in `timezone`.
   * @example "2026-12-01T14:00:00-05:00"
   */
  @RequiredTime() starts_at!: string;
  /**
   * IANA zone that the messages show the start in.
   * @example "America/New_York"
   */
  @OptionalText(LONGEST_TIME_ZONE) timezone?: string;
  /** @example 45 */
  @OptionalInteger(525_600, 'must be at most a year', ' of minutes') duration_minutes?: number;
  /** @example "Haircut" */
  @RequiredText(SHORT) service_name!: string;
  /** @example 49.5 */
  @OptionalMoney() price?: number;
  /**
   * ISO 4217.
   * @example "USD"
   */
  @OptionalCurrency() currency?: string;
  /** @example "Sam" */
  @OptionalText(SHORT) barber_name?: string;
  /** @example "https://shop.example.com/book" */
  @OptionalText(URL) book_new_url?: string;
  @RequiredPart() client!: ClientDto;
  @OptionalPart() business?: BusinessDto;
}

export class PreviousAppointmentDto {
  /**
   * Shown as the old time; what was known before stands in for it.
   * @example "2026-11-30T10:00:00-05:00"
   */
  @OptionalTime() starts_at?: string;
}

export class CancellationDto {
  /**
   * Changes the wording.
   * @example "client"
   */
  @OptionalParty() cancelled_by?: 'client' | 'business';
  /** @example "Something came up." */
  @OptionalText(LONG) reason?: string;
  /** @example "2026-11-25T09:30:00-05:00" */
  @OptionalTime() cancelled_at?: string;
  /**
   * In `currency` of the appointment; shown only if there is one.
   * @example 24.75
   */
  @OptionalMoney() refund_amount?: number;
  /** @example "5-7 days" */
  @OptionalText(SHORT) refund_timeframe?: string;
  /** @example "to the card that you paid with" */
  @OptionalText(SHORT) refund_method?: string;
  /** @example "10% off your next visit" */
  @OptionalText(SHORT) compensation_offered?: string;
  /** @example "https://shop.example.com/book" */
  @OptionalText(URL) book_new_url?: string;
}

export class BookingEventDataDto {
  @RequiredPart() appointment!: AppointmentDto;
  /** Of `booking.rescheduled`. */
  @OptionalPart() previous?: PreviousAppointmentDto;
  /** Of `booking.cancelled`. */
  @OptionalPart() cancellation?: CancellationDto;
}

/** CloudEvents 1.0, JSON, structured mode. */
export class BookingEventDto {
  /**
   * `1.0`, or left out.
   * @example "1.0"
   */
  @OptionalSpecVersion() specversion?: string;
  /**
   * Together with `source` it names the event: a repeat gets the first answer.
   * @example "evt-1"
   */
  @EventId() id!: string;
  /** @example "/booking-service" */
  @EventId(500) source!: string;
  @RequiredType() type!: BookingEventType;
  /**
   * Decides what is newer where appointments carry no `version`.
   * @example "2026-11-22T10:00:00Z"
   */
  @OptionalInstant() time?: string;
  @RequiredPart() data!: BookingEventDataDto;
}
