import { rememberCommand } from '../db/inbound-commands.js';
import { inTransaction } from '../db/sql.js';
import { liftOptOuts, suppress } from '../db/suppressions.js';
import { holdOwners } from '../eligibility/owners.js';
import { countSuppressed } from '../eligibility/suppression.js';
import { metrics } from '../observability/metrics.js';
import type { Services } from '../services/services.js';
import { helpText } from './help-text.js';
import { readOptOut, type OptOutCommand } from './read-opt-out.js';

/** A text message that somebody sent to the shop, as Twilio tells of it. */
export interface InboundMessage {
  /** Twilio's id of the message. */
  readonly sid: string;
  /** The sender. E.164 for SMS; other channels of Twilio have other forms. */
  readonly from: string;
  readonly body: string;
  /** What a messaging service made of it. It answers then too. */
  readonly optOutType: string | undefined;
}

const NUMBER = /^\+[1-9]\d{6,14}$/;

/**
 * Obeys a text message. STOP puts the number of its sender on the suppression list, known or not, and START takes back
 * that and only that: an appointment, an email and a preference stay as they are. Committed when it returns. The same
 * message again changes nothing, however much later. Nothing of the text is stored or logged.
 * @returns the text to answer with. `null`: none, because Twilio answers STOP and START itself.
 */
export async function takeInbound(services: Services, message: InboundMessage): Promise<string | null> {
  const { from, body, optOutType } = message;
  const command = NUMBER.test(from) ? readOptOut(body, optOutType) : null;
  if (command === 'stop' || command === 'start') {
    const isNew = await obey(services, message, command);
    metrics.inbound.inc({ command: isNew ? command : 'repeated' });
    return null;
  }
  metrics.inbound.inc({ command: command ?? 'none' });
  return command === 'help' && !optOutType ? helpText(services.config) : null;
}

/** @returns whether the command is new. */
async function obey(
  { dataSource }: Services,
  { sid, from }: InboundMessage,
  command: Exclude<OptOutCommand, 'help'>,
): Promise<boolean> {
  const place = { channel: 'sms', address: from } as const;
  const added = await inTransaction(dataSource, async (manager) => {
    await holdOwners(manager, from);
    if (!(await rememberCommand(manager, sid))) return null;
    if (command === 'stop') return suppress(manager, [{ ...place, cause: 'opted_out', notificationId: null }]);
    await liftOptOuts(manager, [place]);
    return [];
  });
  if (added !== null) countSuppressed(added);
  return added !== null;
}
