import { all, IfGiven, IsJsonObject, RequiredId, rule } from '../domain/field-rules.js';
import { FillsTemplate, GivenSchedule } from './message-rules.js';

// The request of a bulk send. This class is its check, its type and, by its comments, its documentation.
// `bulk-request.ts` reads it and checks `contexts`, which has a field for each user.

const MOST_BULK_USERS = 10_000;
/** The context is stored with each message, so one call may add 20,000 times this to the database. */
export const MOST_CONTEXT_BYTES = 16 * 1_024;

const UserIds = (): PropertyDecorator =>
  rule(
    'userIds',
    `must be a list of 1 to ${MOST_BULK_USERS} user ids`,
    (value) => Array.isArray(value) && value.length > 0 && value.length <= MOST_BULK_USERS,
  );

const GivenObject = (): PropertyDecorator => all(IfGiven(), IsJsonObject());

export class BulkSend {
  /**
   * 1 to 10,000 users whose contact details are known.
   * @example ["user-1", "user-2"]
   */
  @UserIds() user_ids!: string[];
  /** @example "marketing_announcement" */
  @RequiredId() template_name!: string;
  /**
   * Fills the template, for everybody; at most 16 KB. Who lacks a variable that the template prints is skipped:
   * `missing_variables`.
   * @example { "headline": "Open on Sundays", "message": "From December on." }
   */
  @FillsTemplate(MOST_CONTEXT_BYTES) context!: Record<string, unknown>;
  /**
   * By user id, over `context`; at most 16 KB each.
   * @example { "user-1": { "headline": "For you" } }
   */
  @GivenObject() contexts?: Record<string, Record<string, unknown>>;
  /**
   * With an offset, up to two years ahead; a time that has passed means now.
   * @example "2026-12-01T14:00:00-05:00"
   */
  @GivenSchedule() scheduled_for?: string;
}
