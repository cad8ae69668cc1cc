import { v7 as uuidv7 } from 'uuid';
import { canonicalAddress, phoneCountries } from '../eligibility/addresses.js';
import type { Delivery } from '../delivery/deliver.js';
import { whyNotSent } from '../db/notifications/claimed.js';
import { insertPlanned } from '../db/notifications/planned.js';
import { databaseClock } from '../db/sql.js';
import { InvalidInput } from '../domain/errors.js';
import type { Channel, PlannedNotification, TemplateContext } from '../domain/notification.js';
import { isTemplateName, TEMPLATE_NAME_RULE } from '../domain/template-key.js';
import type { Services } from '../services/services.js';
import { sendingExample } from '../templates/default-context.js';
import { readDraft, renderedOrRefused } from '../templates/draft.js';
import type { CompiledTemplate } from '../templates/render.js';
import { EXAMPLE_CONTEXT } from '../templates/variables.js';
import { unstorableText } from '../domain/unstorable-text.js';

export interface TestSend {
  readonly userId: string;
  readonly channel: Channel;
  readonly address: string;
  readonly name: string | null;
  readonly locale: string | null;
  /** Default `appointment_confirmation`. */
  readonly templateName?: string | undefined;
  /** Wins over the example values of the template's variables. */
  readonly context?: TemplateContext | undefined;
  /** A text that is being written, instead of the stored one. Without `templateName` it stands alone. */
  readonly text?: TestText | undefined;
}

/** At least one of them. The other one is that of the stored template. */
export interface TestText {
  readonly subject?: string | null | undefined;
  readonly body?: string | undefined;
}

export interface TestSendResult {
  readonly notifications_queued: number;
  readonly processing_result: { readonly processed: number; readonly successful: number; readonly failed: number };
  /** Why it was not sent, if it was not. */
  readonly reason?: string;
  /** The error text of the provider or of our check. It holds no address. */
  readonly error_message?: string;
}

/** A later test message is of no use. */
const TEST_EXPIRES_MS = 3_600_000;

const DEFAULT_TEMPLATE = 'appointment_confirmation';
/** The name of a text that becomes no template. */
const NO_TEMPLATE = 'test';
const DEFAULT_SUBJECT = 'Test message';

/**
 * Sends one message to the caller and waits for the outcome. It is sent in this process, without worker or Redis. A text
 * of its own is in the memory of this process only, and is gone when this returns: it has one try.
 * @throws {InvalidInput} for an address, a template or a text that cannot be used.
 */
export async function sendTest(services: Services, delivery: Delivery, test: TestSend): Promise<TestSendResult> {
  const { config, dataSource, templates } = services;
  const locale = test.locale ?? config.DEFAULT_LOCALE;
  const context = { ...EXAMPLE_CONTEXT, ...(test.name === null ? {} : { client_name: test.name }), ...test.context };
  const wrong = unstorableText(test.context ?? {}, 'context');
  const text = test.text === undefined ? undefined : await draftOf(services, test, test.text, locale, context);
  const templateName = text === undefined ? (test.templateName ?? DEFAULT_TEMPLATE) : draftName(text);
  if (text === undefined && !templates.find(templateName, test.channel, locale))
    wrong.push({ field: 'template_name', message: `no active ${test.channel} template of that name` });
  const address = canonicalAddress(test.channel, test.address, phoneCountries(config));
  if (!address.ok) wrong.push({ field: test.channel === 'email' ? 'email' : 'phone_number', message: address.message });
  if (!address.ok || wrong.length > 0) throw new InvalidInput(wrong);

  const row = rowOf(
    { ...test, templateName, locale, context, address: address.value },
    await databaseClock(dataSource),
  );
  const [handed] = await insertPlanned(dataSource, [row], { handOver: true, isTest: true });
  const result = handed ? await delivery.deliver(handed, text) : 'not_claimed';
  const why = result === 'sent' ? null : await whyNotSent(dataSource, row.id);
  return {
    notifications_queued: 1,
    processing_result: {
      processed: result === 'not_claimed' || result === 'claim_lost' ? 0 : 1,
      successful: result === 'sent' ? 1 : 0,
      failed: result === 'failed' ? 1 : 0,
    },
    ...(why?.reason == null ? {} : { reason: why.reason }),
    ...(why?.error == null ? {} : { error_message: why.error }),
  };
}

/**
 * The text to send, compiled, and known to work with this context.
 * @throws {InvalidInput} naming `template_name`, `subject`, `body` or `context`.
 */
async function draftOf(
  { config, dataSource, templates }: Services,
  { channel, templateName }: TestSend,
  { subject, body }: TestText,
  locale: string,
  context: TemplateContext,
): Promise<CompiledTemplate> {
  const name = templateName ?? (body === undefined ? DEFAULT_TEMPLATE : NO_TEMPLATE);
  // It stands in the history, in logs and in metrics, so it is no free text.
  if (!isTemplateName(name))
    throw new InvalidInput([{ field: 'template_name', message: `must be ${TEMPLATE_NAME_RULE}` }]);
  const request = { name, channel, locale, subject, body, subjectInstead: DEFAULT_SUBJECT };
  const draft = await readDraft(dataSource.manager, request, config, templates.partials());
  if (draft === null)
    throw new InvalidInput([{ field: 'body', message: `is needed: no ${channel} template "${name}" is stored` }]);
  const { template } = draft;
  renderedOrRefused(template, { ...context, ...sendingExample(template.source.category, config) });
  return template;
}

/**
 * What the history calls it. No stored template has such a name, so that nobody else sends another text instead, should
 * this process end before it is sent.
 */
function draftName({ source }: CompiledTemplate): string {
  return `${source.name} (draft)`;
}

/** @param test with its template, its language, its whole context and its address in canonical form. */
function rowOf(
  test: TestSend & { readonly templateName: string; readonly locale: string; readonly context: TemplateContext },
  now: Date,
): PlannedNotification {
  const { userId, channel, templateName, locale, address, context } = test;
  const id = uuidv7();
  return {
    id,
    userId,
    appointmentId: null,
    appointmentRevision: null,
    channel,
    templateName,
    lane: 'urgent',
    address,
    locale,
    context,
    hoursUntil: null,
    scheduledFor: now,
    expiresAt: new Date(now.getTime() + TEST_EXPIRES_MS),
    dedupeKey: `test|${id}`,
    failure: null,
  };
}
