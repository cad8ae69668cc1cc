import type { AppointmentStatus, BookingEventType } from '../domain/booking.js';
import {
  EventId,
  GivenLanguage,
  GivenPart,
  GivenTimeZone,
  OptionalText,
  RequiredPart,
  RequiredText,
} from '../domain/field-rules.js';
import {
  LONG,
  OptionalCurrency,
  OptionalInstant,
  OptionalInteger,
  OptionalLink,
  OptionalMoney,
  OptionalParty,
  OptionalReplyTo,
  OptionalSpecVersion,
  OptionalStatus,
  OptionalTime,
  RequiredTime,
  RequiredType,
  SHORT,
} from './booking-event-rules.js';

// A booking event as received. These classes are its check, its type and, by their comments, its documentation.
// `read-event.ts` makes a `BookingEvent` (`domain/booking.ts`) of it, with every default.

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
   * Language of the messages (BCP 47), as far as there are templates in it; else `DEFAULT_LOCALE`, else English.
   * @example "en"
   */
  @GivenLanguage() locale?: string;
  /**
   * IANA zone of the person's quiet hours.
   * @example "America/New_York"
   */
  @GivenTimeZone() timezone?: string;
}

/** Who signs the messages. */
export class BusinessDto {
  /** @example "6FB Barbershop" */
  @OptionalText(SHORT) name?: string;
  /** @example "1 Main St" */
  @OptionalText(SHORT) address?: string;
  /** @example "+12025550100" */
  @OptionalText(SHORT) phone?: string;
  /**
   * Where answers to mails go.
   * @example "hello@6fb.example"
   */
  @OptionalReplyTo() email?: string;
  /** @example "Free up to 24 h before." */
  @OptionalText(LONG) cancellation_policy?: string;
  /**
   * IANA zone of start times that name none.
   * @example "America/New_York"
   */
  @GivenTimeZone() timezone?: string;
}

/** Where the client can change the booking. Each is shown where it is given. */
export class AppointmentLinksDto {
  /** @example "https://shop.example.com/bookings/apt-1" */
  @OptionalLink() manage?: string;
  /** @example "https://shop.example.com/bookings/apt-1/cancel" */
  @OptionalLink() cancel?: string;
  /** @example "https://shop.example.com/bookings/apt-1/move" */
  @OptionalLink() reschedule?: string;
  /**
   * The same as `book_new_url`, which wins.
   * @example "https://shop.example.com/book"
   */
  @OptionalLink() book_again?: string;
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
   * Omitted means `confirmed`, and at a move of a booking that awaits the shop it means `pending`. With `pending` the
   * client reads "we have your request"; the confirmation and the reminders come with `booking.confirmed`.
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
  @GivenTimeZone() timezone?: string;
  /** @example 45 */
  @OptionalInteger(525_600, 'must be at most a year', ' of minutes') duration_minutes?: number;
  /** @example "Haircut" */
  @RequiredText(SHORT) service_name!: string;
  /**
   * A text such as `"49.50"` is read too.
   * @example 49.5
   */
  @OptionalMoney() price?: number;
  /**
   * ISO 4217, in capitals or not.
   * @example "USD"
   */
  @OptionalCurrency() currency?: string;
  /** @example "Sam" */
  @OptionalText(SHORT) barber_name?: string;
  /** @example "https://shop.example.com/book" */
  @OptionalLink() book_new_url?: string;
  @RequiredPart() client!: ClientDto;
  @GivenPart() business?: BusinessDto;
  @GivenPart() links?: AppointmentLinksDto;
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
   * In `currency` of the appointment; a text such as `"24.75"` is read too.
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
  @OptionalLink() book_new_url?: string;
}

export class BookingEventDataDto {
  @RequiredPart() appointment!: AppointmentDto;
  /** Of `booking.rescheduled`. */
  @GivenPart() previous?: PreviousAppointmentDto;
  /** Of `booking.cancelled`. */
  @GivenPart() cancellation?: CancellationDto;
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
