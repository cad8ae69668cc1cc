import type { EntityManager } from 'typeorm';
import { plannedOf, type PlannedItems } from '../bookings/answer.js';
import { lockAppointments } from '../db/bookings.js';
import { holdPeople, readRecipients, saveClients } from '../db/people.js';
import { saveSkips } from '../db/skips.js';
import { databaseClock } from '../db/sql.js';
import type { Client } from '../domain/booking.js';
import { didYouMean } from '../domain/did-you-mean.js';
import { InvalidInput, type FieldError } from '../domain/errors.js';
import { quotable } from '../domain/field-check.js';
import {
  CHANNELS,
  type Channel,
  type Lane,
  type PlannedNotification,
  type TemplateContext,
} from '../domain/notification.js';
import type { Skipped } from '../domain/plan.js';
import { followClients } from '../planning/follow-clients.js';
import { canLink } from '../links/links.js';
import { keptSkips } from '../planning/kept-skips.js';
import { inPlanTransaction, insertInto } from '../planning/write.js';
import type { QueueProducer } from '../queues/producer.js';
import type { Services } from '../services/services.js';
import { readAddressees, type Addressee } from './addressee.js';
import { directNotification, type DirectMessage } from './direct-notification.js';
import { once, type Answered, type Idempotency } from './idempotency.js';
import type { SendRequest } from './send-request.js';

/** Templates that tell of something that has just happened. They are urgent in any send. */
const URGENT_TEMPLATES: ReadonlySet<string> = new Set([
  'appointment_request',
  'appointment_confirmation',
  'appointment_cancellation',
  'appointment_rescheduled',
]);

/**
 * Plans one message to one person, on the requested channels or on each that has the template. It is committed when it
 * returns. Needs no Redis.
 * @throws {InvalidInput} naming `template_name`, `channels` or `context.NAME`, and {KeyReused}.
 */
export function sendNotification(
  services: Services,
  producer: QueueProducer,
  request: SendRequest,
  idempotency: Idempotency | null,
): Promise<Answered<PlannedItems>> {
  return inPlanTransaction(services, producer, (transaction) =>
    once(transaction.manager, idempotency, async () => {
      // Checked inside `once`: a repeat gets its first answer even if the template was deactivated since.
      const channels = channelsFor(services, request.templateName, request.channels);
      const planned = await planDirect(transaction.manager, services, request, channels);
      // Other lanes are left to the dispatcher, which takes at most half a second and never hands over more than Redis
      // has room for.
      const handOver = laneOf(request) === 'urgent' && transaction.hasRoom();
      await insertInto(transaction, planned.insert, { handOver });
      return plannedOf(planned);
    }),
  );
}

/**
 * The channels of a send: the wanted ones, else each that has the template.
 * @throws {InvalidInput} when no channel, or not every wanted one, has the template, or when it is marketing and nobody
 * could unsubscribe from it.
 */
export function channelsFor(
  { config, templates }: Services,
  templateName: string,
  wanted: readonly Channel[] | null,
): readonly Channel[] {
  const offered = templates.channelsOf(templateName);
  if (offered.length === 0)
    throw new InvalidInput([{ field: 'template_name', message: 'is not the name of an active template' }]);
  const missing = (wanted ?? []).filter((channel) => !offered.includes(channel));
  if (missing.length > 0)
    throw new InvalidInput([{ field: 'channels', message: `has no active template for ${missing.join(', ')}` }]);
  if (templates.isMarketing(templateName) && !canLink(config)) throw new InvalidInput([UNLINKED]);
  return wanted ?? offered;
}

const UNLINKED: FieldError = {
  field: 'template_name',
  message:
    'is marketing, which needs a link to unsubscribe by: the operator must set PUBLIC_BASE_URL, the address of this API from outside',
};

async function planDirect(
  manager: EntityManager,
  services: Services,
  request: SendRequest,
  channels: readonly Channel[],
): Promise<{ insert: PlannedNotification[]; skipped: Skipped[] }> {
  const { userId, templateName, context, appointmentId } = request;
  const changes = await bringsChange(manager, request);
  await holdPeople(manager, [userId], changes ? 'change' : 'plan');
  // Locked, so that a concurrent cancel clearly comes before or after this send.
  const [appointment] = appointmentId === null ? [] : await lockAppointments(manager, [appointmentId]);
  const addressee = await withDetails(manager, services, request);
  const now = await databaseClock(manager);
  const scheduledFor = request.scheduledFor !== null && request.scheduledFor > now ? request.scheduledFor : now;
  const start = appointment?.start.instant;
  const message: DirectMessage = {
    templateName,
    context,
    appointmentId,
    lane: laneOf(request),
    scheduledFor,
    expiresAt: start !== undefined && start > scheduledFor ? start : null,
  };

  const insert: PlannedNotification[] = [];
  const skipped: Skipped[] = [];
  const missing: string[] = [];
  for (const channel of CHANNELS.filter((each) => channels.includes(each))) {
    const verdict = directNotification(services, addressee, channel, message, now);
    if ('skip' in verdict)
      skipped.push({
        templateName,
        channel,
        hoursUntil: null,
        dedupeKey: `direct|${templateName}|${channel}`,
        reason: verdict.skip,
      });
    else if ('missing' in verdict) missing.push(...verdict.missing);
    else insert.push(verdict.row);
  }
  if (missing.length > 0) throw new InvalidInput(missingFields(missing, context));
  if (appointment !== undefined) {
    const { id, start: begins } = appointment;
    const subject = { appointmentId: id, userId, cause: 'request', startsAt: begins.instant, at: now } as const;
    await saveSkips(manager, keptSkips(subject, { skipped }, []));
  }
  return { insert, skipped };
}

/** One error for each missing variable, whatever channels miss it. */
function missingFields(missing: readonly string[], context: TemplateContext): FieldError[] {
  return [...new Set(missing)].map((name) => {
    const others = Object.keys(context).filter((given) => given !== name);
    const meant = didYouMean(name, others);
    const hint = meant === null ? '' : `; \`${quotable(meant)}\` is given: is that it?`;
    return { field: `context.${name}`, message: `is needed by the template: give it a value${hint}` };
  });
}

/** Reads the recipient. New details in the request are stored first, and waiting notifications follow them. */
async function withDetails(
  manager: EntityManager,
  services: Services,
  { userId, recipient }: SendRequest,
): Promise<Addressee> {
  const read = async (): Promise<Addressee> => {
    const [addressee] = await readAddressees(manager, services.config, [userId]);
    if (addressee === undefined) throw new Error('nobody was read');
    return addressee;
  };
  const known = await read();
  if (recipient === null || !bringsNews(recipient, known.client)) return known;
  // The stored details changed a moment ago, so this request changes them after all. Others who plan for this person
  // must wait.
  await holdPeople(manager, [userId], 'change');
  await saveClients(manager, [recipient]);
  const now = await read();
  if (known.client !== null && now.client !== null)
    await followClients(manager, services, [{ before: known.client, after: now.client }]);
  return now;
}

/**
 * Whether the request changes the recipient. Asked before they are locked, so that they are locked once and in the
 * right mode.
 */
async function bringsChange(manager: EntityManager, { userId, recipient }: SendRequest): Promise<boolean> {
  if (recipient === null) return false;
  return bringsNews(recipient, (await readRecipients(manager, [userId])).get(userId)?.client ?? null);
}

/** Whether the request has new details. An unchanged row is not written again with each message. */
function bringsNews(said: Client, known: Client | null): boolean {
  return (
    known === null ||
    Object.entries(said).some(([name, value]) => value !== null && value !== known[name as keyof Client])
  );
}

function laneOf({ urgent, templateName }: SendRequest): Lane {
  return urgent || URGENT_TEMPLATES.has(templateName) ? 'urgent' : 'reminder';
}
