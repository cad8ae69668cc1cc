import { InvalidInput, type FieldError } from '../domain/errors.js';
import type { TemplateContext } from '../domain/notification.js';
import { contextProblem, fieldsOf, isObject, quotable, type RequestFields } from './request-fields.js';
import { unstorableText } from '../domain/unstorable-text.js';

/** One template for many people, checked. */
export interface BulkRequest {
  /** As they were given, repeats included, and ids that nobody can have. */
  readonly userIds: readonly string[];
  readonly templateName: string;
  readonly context: TemplateContext;
  /** Over `context`, for some of them. */
  readonly contexts: ReadonlyMap<string, TemplateContext>;
  /** `null`: now. */
  readonly scheduledFor: Date | null;
}

const FIELDS = ['user_ids', 'template_name', 'context', 'contexts', 'scheduled_for'];
const MOST_BULK_USERS = 10_000;
/** It is stored with each message: 20,000 times this is what one call may add to the database. */
const MOST_CONTEXT_BYTES = 16 * 1_024;
/** Of many wrong values the first are enough to see what is wrong. */
const MOST_ERRORS = 200;
const MOST_STRANGERS = 5;

/**
 * Checks the body of a bulk send.
 * @throws {InvalidInput} naming every wrong field (of very many the first 200). Users that cannot be written to are
 * no error: they are skipped later.
 */
export function parseBulkRequest(json: unknown, now: Date): BulkRequest {
  if (!isObject(json)) throw new InvalidInput([{ field: 'body', message: 'must be an object' }]);
  const { user_ids, ...rest } = json;
  const errors: FieldError[] = unstorableText(rest);
  if (errors.length > 0) throw new InvalidInput(errors.slice(0, MOST_ERRORS));

  const fields = fieldsOf(json, FIELDS, errors);
  const userIds = readUserIds(user_ids, fields);
  if (!fields.has('template_name')) fields.wrong('template_name', 'is required');
  const request = {
    userIds,
    templateName: fields.id('template_name') ?? '',
    context: fields.context('context', MOST_CONTEXT_BYTES),
    contexts: fields.has('contexts') ? readContexts(fields, new Set(userIds)) : new Map<string, TemplateContext>(),
    scheduledFor: fields.schedule('scheduled_for', now),
  };
  if (errors.length > 0) throw new InvalidInput(errors.slice(0, MOST_ERRORS));
  return request;
}

function readUserIds(value: unknown, { wrong }: RequestFields): readonly string[] {
  const ids: unknown[] = Array.isArray(value) ? value : [];
  if (ids.length === 0 || ids.length > MOST_BULK_USERS)
    wrong('user_ids', `must be a list of 1 to ${MOST_BULK_USERS} user ids`);
  else
    ids.forEach((id, index) => {
      if (typeof id !== 'string') wrong(`user_ids[${index}]`, 'must be a text');
    });
  return ids.filter((id) => typeof id === 'string');
}

function readContexts(fields: RequestFields, users: ReadonlySet<string>): ReadonlyMap<string, TemplateContext> {
  const contexts = new Map<string, TemplateContext>();
  let strangers = 0;
  for (const [userId, context] of Object.entries(fields.object('contexts') ?? {})) {
    const field = `contexts.${quotable(userId)}`;
    if (!users.has(userId)) {
      if (++strangers <= MOST_STRANGERS) fields.wrong(field, 'is not one of user_ids');
      continue;
    }
    const problem = isObject(context) ? contextProblem(context, MOST_CONTEXT_BYTES) : 'must be an object';
    if (problem !== null) fields.wrong(field, problem);
    if (isObject(context)) contexts.set(userId, context);
  }
  return contexts;
}
