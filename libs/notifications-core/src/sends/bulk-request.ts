import { BulkSend, MOST_CONTEXT_BYTES } from './bulk.dto.js';
import { firstOfEach, InvalidInput, type FieldError } from '../domain/errors.js';
import { checkFields, isObject, quotable } from '../domain/field-check.js';
import { given } from '../domain/given.js';
import { contextProblem, readSchedule } from './message-rules.js';
import type { TemplateContext } from '../domain/notification.js';
import { unstorableText } from '../domain/unstorable-text.js';

/** One template for many people. The request is checked. */
export interface BulkRequest {
  /** The ids as given: repeats and impossible ids are included. */
  readonly userIds: readonly string[];
  readonly templateName: string;
  readonly context: TemplateContext;
  /** By user id. Wins over `context`. */
  readonly contexts: ReadonlyMap<string, TemplateContext>;
  /** `null`: now. */
  readonly scheduledFor: Date | null;
}

const MOST_STRANGERS = 5;

/**
 * Checks the body of a bulk send.
 * @throws {InvalidInput} naming every wrong field, up to 200. A user without a usable address is no error: that user is
 * skipped later.
 */
export function parseBulkRequest(json: unknown, now: Date): BulkRequest {
  if (!isObject(json)) throw new InvalidInput([{ field: 'body', message: 'must be an object' }]);
  const { user_ids: _, ...rest } = json;
  const { fields, errors: broken } = checkFields(BulkSend, json, 'refused');
  const errors = [...unstorableText(rest), ...broken];
  const userIds = textsOf(json['user_ids']);
  checkUserIds(fields.user_ids, errors);
  const contexts = readContexts(given(fields.contexts), userIds, errors);
  const scheduledFor = readSchedule(fields.scheduled_for, now, errors);
  if (errors.length > 0) throw new InvalidInput(firstOfEach(errors));
  return { userIds, templateName: fields.template_name, context: fields.context, contexts, scheduledFor };
}

function textsOf(value: unknown): readonly string[] {
  const ids: readonly unknown[] = Array.isArray(value) ? value : [];
  return ids.filter((id) => typeof id === 'string');
}

/** @param ids absent if they are no list or too many, which is an error already. */
function checkUserIds(ids: readonly unknown[] | undefined, errors: FieldError[]): void {
  ids?.forEach((id, index) => {
    if (typeof id !== 'string') errors.push({ field: `user_ids[${index}]`, message: 'must be a text' });
  });
}

function readContexts(
  contexts: Readonly<Record<string, unknown>> | null,
  userIds: readonly string[],
  errors: FieldError[],
): ReadonlyMap<string, TemplateContext> {
  const found = new Map<string, TemplateContext>();
  if (contexts === null) return found;
  const users = new Set(userIds);
  let strangers = 0;
  for (const [userId, context] of Object.entries(contexts)) {
    const field = `contexts.${quotable(userId)}`;
    if (!users.has(userId)) {
      if (++strangers <= MOST_STRANGERS) errors.push({ field, message: 'is not one of user_ids' });
      continue;
    }
    const problem = isObject(context) ? contextProblem(context, MOST_CONTEXT_BYTES) : 'must be an object';
    if (problem !== null) errors.push({ field, message: problem });
    if (isObject(context)) found.set(userId, context);
  }
  return found;
}
