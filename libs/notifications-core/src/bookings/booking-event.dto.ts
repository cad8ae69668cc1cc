import 'reflect-metadata';
import { Type } from 'class-transformer';
import {
  Equals,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import {
  APPOINTMENT_STATUSES,
  BOOKING_EVENT_TYPES,
  type AppointmentStatus,
  type BookingEventType,
} from '../domain/booking.js';

/** One cap for every short text; ids and addresses have their own. */
const SHORT = 500;
const LONG = 4_000;
/** Money beyond this is a mistake, and would not fit a message. */
const MOST_MONEY = 1e9;

/**
 * Required ids: something visible, short enough to be a key. `Length` does not count variation selectors and
 * takes pairs for one, so that a key of 200 could outgrow an index; the pattern counts what is stored.
 */
const Id =
  (most = 200): PropertyDecorator =>
  (target, key) => {
    const message = `must have 1 to ${most} characters`;
    IsString({ message: 'must be a text' })(target, key);
    Length(1, most, { message })(target, key);
    Matches(new RegExp(`^[^]{0,${most}}$`), { message })(target, key);
    Matches(/\S/, { message: 'must not be blank' })(target, key);
  };

const OptionalText =
  (most = SHORT): PropertyDecorator =>
  (target, key) => {
    IsOptional()(target, key);
    IsString({ message: 'must be a text' })(target, key);
    MaxLength(most, { message: `must have at most ${most} characters` })(target, key);
  };

const OptionalMoney = (): PropertyDecorator => (target, key) => {
  IsOptional()(target, key);
  IsNumber({ allowInfinity: false, allowNaN: false }, { message: 'must be a number' })(target, key);
  Min(0, { message: 'must not be negative' })(target, key);
  Max(MOST_MONEY, { message: `must be at most ${MOST_MONEY}` })(target, key);
};

class ClientDto {
  @Id() id!: string;
  @OptionalText() name?: string;
  // An address that is wrong makes a failed row with the reason, not a refused event: only its type is checked here.
  @OptionalText() email?: string;
  @OptionalText() phone?: string;
  @OptionalText(35) locale?: string;
  @OptionalText(64) timezone?: string;
}

class BusinessDto {
  @OptionalText() name?: string;
  @OptionalText() address?: string;
  @OptionalText() phone?: string;
  @OptionalText(LONG) cancellation_policy?: string;
  @OptionalText(64) timezone?: string;
}

class AppointmentDto {
  @Id() id!: string;

  @IsOptional()
  @IsInt({ message: 'must be a whole number' })
  @Min(0, { message: 'must not be negative' })
  @Max(Number.MAX_SAFE_INTEGER, { message: 'is too large' })
  version?: number;

  @IsOptional()
  @IsIn(APPOINTMENT_STATUSES, { message: `must be one of ${APPOINTMENT_STATUSES.join(', ')}` })
  status?: AppointmentStatus;

  @IsString({ message: 'must be a date and time such as 2026-12-01T14:00:00-05:00' })
  starts_at!: string;

  @OptionalText(64) timezone?: string;

  @IsOptional()
  @IsInt({ message: 'must be a whole number of minutes' })
  @Min(0, { message: 'must not be negative' })
  @Max(525_600, { message: 'must be at most a year' })
  duration_minutes?: number;

  @IsString({ message: 'must be a text' })
  @Length(1, SHORT, { message: `must have 1 to ${SHORT} characters` })
  @Matches(/\S/, { message: 'must not be blank' })
  service_name!: string;

  @OptionalMoney() price?: number;
  @IsOptional()
  @Matches(/^[A-Z]{3}$/, { message: 'must be a currency code such as USD' })
  currency?: string;

  @OptionalText() barber_name?: string;
  @OptionalText(2_000) book_new_url?: string;

  @IsObject({ message: 'is required and must be an object' })
  @ValidateNested({ message: 'must be an object' })
  @Type(() => ClientDto)
  client!: ClientDto;

  @IsOptional()
  @IsObject({ message: 'must be an object' })
  @ValidateNested({ message: 'must be an object' })
  @Type(() => BusinessDto)
  business?: BusinessDto;
}

class PreviousDto {
  @IsOptional()
  @IsString({ message: 'must be a date and time such as 2026-12-01T14:00:00-05:00' })
  starts_at?: string;
}

class CancellationDto {
  @IsOptional()
  @IsIn(['client', 'business'], { message: 'must be client or business' })
  cancelled_by?: 'client' | 'business';

  @OptionalText(LONG) reason?: string;

  @IsOptional()
  @IsString({ message: 'must be a date and time such as 2026-12-01T14:00:00-05:00' })
  cancelled_at?: string;

  @OptionalMoney() refund_amount?: number;
  @OptionalText() refund_timeframe?: string;
  @OptionalText() refund_method?: string;
  @OptionalText() compensation_offered?: string;
  @OptionalText(2_000) book_new_url?: string;
}

class DataDto {
  @IsObject({ message: 'is required and must be an object' })
  @ValidateNested({ message: 'must be an object' })
  @Type(() => AppointmentDto)
  appointment!: AppointmentDto;

  @IsOptional()
  @IsObject({ message: 'must be an object' })
  @ValidateNested({ message: 'must be an object' })
  @Type(() => PreviousDto)
  previous?: PreviousDto;

  @IsOptional()
  @IsObject({ message: 'must be an object' })
  @ValidateNested({ message: 'must be an object' })
  @Type(() => CancellationDto)
  cancellation?: CancellationDto;
}

/** A booking event on the wire: CloudEvents 1.0, JSON, structured mode. */
export class BookingEventDto {
  @IsOptional()
  @Equals('1.0', { message: 'must be "1.0"' })
  specversion?: string;

  @Id() id!: string;

  @Id(500) source!: string;

  @IsIn(BOOKING_EVENT_TYPES, { message: `must be one of ${BOOKING_EVENT_TYPES.join(', ')}` })
  type!: BookingEventType;

  @IsOptional()
  @IsString({ message: 'must be an instant such as 2026-11-22T10:00:00Z' })
  time?: string;

  @IsObject({ message: 'is required and must be an object' })
  @ValidateNested({ message: 'must be an object' })
  @Type(() => DataDto)
  data!: DataDto;
}
