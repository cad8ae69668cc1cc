import {
  all,
  GivenId,
  GivenLanguage,
  GivenPart,
  GivenText,
  GivenTimeZone,
  IfPresentAndNotNull,
  RequiredId,
  rule,
  IsTrueOrFalse,
} from '../domain/field-rules.js';
import { CHANNELS, type Channel } from '../domain/notification.js';
import { FillsTemplate, GivenSchedule } from './message-rules.js';

// The request of a send. These classes are its check, its type and, by their comments, its documentation.
// `send-request.ts` reads them and fills in every default.

const OptionalChannels = (): PropertyDecorator =>
  all(
    IfPresentAndNotNull(),
    rule('channels', 'must be a list of email, sms or both, each once', (value) => {
      const channels: unknown[] = Array.isArray(value) ? value : [];
      const known = CHANNELS.filter((channel) => channels.includes(channel));
      return known.length > 0 && known.length === channels.length;
    }),
  );

const OptionalFlag = (): PropertyDecorator => all(IfPresentAndNotNull(), IsTrueOrFalse());

/** Contact details, which are stored as those of a booking event are; what is left out stays as it is. */
export class SendRecipient {
  /** @example "user-1" */
  @RequiredId() id!: string;
  /** @example "John Doe" */
  @GivenText(500) name?: string;
  /** @example "john@example.com" */
  @GivenText(500) email?: string;
  /** @example "+12025550123" */
  @GivenText(500) phone?: string;
  /** @example "en" */
  @GivenLanguage() locale?: string;
  /** @example "America/New_York" */
  @GivenTimeZone() timezone?: string;
}

/** Exactly one of `user_id` and `recipient`. */
export class SendNotification {
  /**
   * Somebody whose contact details are known.
   * @example "user-1"
   */
  @GivenId() user_id?: string;
  @GivenPart() recipient?: SendRecipient;
  /** @example "appointment_reminder" */
  @RequiredId() template_name!: string;
  /**
   * Fills the template, over the name of the recipient and what is known of the business. What the template prints and
   * nobody gives is refused as `context.NAME`.
   * @example { "service_name": "Haircut", "appointment_date": "December 1, 2026", "appointment_time": "2:00 PM" }
   */
  @FillsTemplate() context!: Record<string, unknown>;
  /**
   * Omitted: every channel that has the template.
   * @example ["email"]
   */
  @OptionalChannels() channels?: Channel[];
  /**
   * Cancelled with this booking; not sent after its start.
   * @example "apt-1"
   */
  @GivenId() appointment_id?: string;
  /**
   * With an offset, up to two years ahead; a time that has passed means now.
   * @example "2026-12-01T14:00:00-05:00"
   */
  @GivenSchedule() scheduled_for?: string;
  /** Goes ahead of reminders, as confirmations, cancellations and reschedules always do. */
  @OptionalFlag() urgent?: boolean;
}
