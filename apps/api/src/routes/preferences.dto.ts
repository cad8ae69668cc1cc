import { ApiHideProperty, ApiProperty } from '@nestjs/swagger';
import { Allow } from 'class-validator';
import type { Preferences as StoredPreferences } from '@booking/notifications-core';
import {
  IfPresent,
  IfPresentAndNotNull,
  IsTrueOrFalse,
  Locale,
  ReminderHours,
  TimeOfDay,
  TimeZone,
} from '../http/field-rules.js';

const OptionalSwitch = (): PropertyDecorator => (target, key) => {
  ApiProperty({ type: Boolean })(target, key);
  IfPresent()(target, key);
  IsTrueOrFalse()(target, key);
};

/** What may be changed; an absent field stays as it is. */
export class PreferencesUpdate {
  /** Off: no email at all. */
  @OptionalSwitch() email_enabled?: boolean;
  @OptionalSwitch() email_appointment_confirmation?: boolean;
  @OptionalSwitch() email_appointment_reminder?: boolean;
  /** Cancelled and rescheduled appointments. */
  @OptionalSwitch() email_appointment_changes?: boolean;
  @OptionalSwitch() email_marketing?: boolean;
  /** Off: no SMS at all. */
  @OptionalSwitch() sms_enabled?: boolean;
  @OptionalSwitch() sms_appointment_confirmation?: boolean;
  @OptionalSwitch() sms_appointment_reminder?: boolean;
  /** Cancelled and rescheduled appointments. */
  @OptionalSwitch() sms_appointment_changes?: boolean;
  @OptionalSwitch() sms_marketing?: boolean;

  /**
   * Hours before the appointment: up to 10 different whole numbers from 1 to 720.
   * @example [24, 2]
   */
  @IfPresent() @ReminderHours() reminder_hours?: number[];

  /**
   * Holds SMS, not email, from `quiet_hours_start` to `quiet_hours_end`. What could then only be read less than an hour
   * before the start does not wait: a reminder goes out before they begin, a cancellation or a move at once.
   */
  @OptionalSwitch() quiet_hours_enabled?: boolean;

  /** @example "22:00" */
  @IfPresent() @TimeOfDay() quiet_hours_start?: string;

  /** @example "08:00" */
  @IfPresent() @TimeOfDay() quiet_hours_end?: string;

  /**
   * IANA zone of the quiet hours; `null`: that of the recipient.
   * @example "America/New_York"
   */
  @IfPresentAndNotNull() @TimeZone() timezone?: string | null;

  /**
   * Language of the messages (BCP 47), as far as there are templates in it; `null`: that of the recipient.
   * @example "en"
   */
  @IfPresentAndNotNull() @Locale() locale?: string | null;

  // Fields that a client sends when it writes back what it has read. They are no error and change nothing.
  @Allow() @ApiHideProperty() id?: unknown;
  @Allow() @ApiHideProperty() user_id?: unknown;
  @Allow() @ApiHideProperty() created_at?: unknown;
  @Allow() @ApiHideProperty() updated_at?: unknown;
}

/** All preferences of one user. */
export class Preferences implements StoredPreferences {
  /** @example "0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f" */
  id!: string;
  /** @example "user-1" */
  user_id!: string;
  /** Off: no email at all. */
  email_enabled!: boolean;
  email_appointment_confirmation!: boolean;
  email_appointment_reminder!: boolean;
  email_appointment_changes!: boolean;
  /** @example false */
  email_marketing!: boolean;
  /** Off: no SMS at all. */
  sms_enabled!: boolean;
  sms_appointment_confirmation!: boolean;
  sms_appointment_reminder!: boolean;
  sms_appointment_changes!: boolean;
  /** @example false */
  sms_marketing!: boolean;
  /**
   * Hours before the appointment.
   * @example [24, 2]
   */
  reminder_hours!: number[];
  /**
   * Holds SMS, not email, from `quiet_hours_start` to `quiet_hours_end`.
   * @example false
   */
  quiet_hours_enabled!: boolean;
  /** @example "22:00" */
  quiet_hours_start!: string;
  /** @example "08:00" */
  quiet_hours_end!: string;
  /**
   * IANA zone of the quiet hours; `null`: that of the recipient.
   * @example "America/New_York"
   */
  timezone!: string | null;
  /**
   * Language of the messages (BCP 47), as far as there are templates in it; `null`: that of the recipient.
   * @example "en"
   */
  locale!: string | null;
  created_at!: Date;
  updated_at!: Date;
}
