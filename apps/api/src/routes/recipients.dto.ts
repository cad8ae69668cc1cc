import { ApiHideProperty } from '@nestjs/swagger';
import { Allow } from 'class-validator';
import type { Recipient as StoredRecipient } from '@booking/notifications-core';
import {
  IfPresent,
  IfPresentAndNotNull,
  Locale,
  NotBlank,
  PersonId,
  PlainText,
  TimeZone,
  WholeNumber,
} from '../http/field-rules.js';

export class RecipientId {
  /**
   * As the booking platform names the person: 1 to 200 characters. Choose ids that say nothing of them.
   * @example "user-1"
   */
  @PersonId() id!: string;
}

export class RecipientSearch {
  /**
   * Part of the id, name, email or phone; case, accents and the way a phone is written do not count. Without it, all.
   * @example "doe"
   */
  @IfPresent() @PlainText() q?: string;

  /** Most people to answer. */
  @WholeNumber(1, 200) limit: number = 50;
}

/** What may be changed; an absent field stays as it is, `null` clears it. */
export class RecipientUpdate {
  /** @example "John Doe" */
  @IfPresentAndNotNull()
  @PlainText(500)
  @NotBlank()
  name?: string | null;

  /**
   * Stored with its domain in lower case and ASCII.
   * @example "john@example.com"
   */
  @IfPresentAndNotNull() @PlainText(320) email?: string | null;

  /**
   * Stored as E.164; without a country code it is read as people write it in `BUSINESS_COUNTRY`. A number in a country that SMS may not go to is stored too, and nothing is sent there.
   * @example "+12025550123"
   */
  @IfPresentAndNotNull() @PlainText(40) phone?: string | null;

  /**
   * Language of the messages (BCP 47), as far as there are templates in it, unless the person prefers another.
   * @example "en"
   */
  @IfPresentAndNotNull() @Locale() locale?: string | null;

  /**
   * IANA zone of the person's own clock.
   * @example "America/New_York"
   */
  @IfPresentAndNotNull() @TimeZone() timezone?: string | null;

  // Fields that a client sends when it writes back what it has read. They are no error and change nothing.
  @Allow() @ApiHideProperty() id?: unknown;
  @Allow() @ApiHideProperty() created_at?: unknown;
  @Allow() @ApiHideProperty() updated_at?: unknown;
}

/** How a person can be reached. */
export class Recipient implements StoredRecipient {
  /** @example "user-1" */
  id!: string;
  /** @example "John Doe" */
  name!: string | null;
  /** @example "john@example.com" */
  email!: string | null;
  /** @example "+12025550123" */
  phone!: string | null;
  /** @example "en" */
  locale!: string | null;
  /** @example "America/New_York" */
  timezone!: string | null;
  created_at!: Date;
  updated_at!: Date;
}
