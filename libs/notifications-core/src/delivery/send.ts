import type { Claimed } from '../db/notifications/claimed.js';
import { ChannelDown, DeliveryFailure, InDoubt, Permanent } from '../domain/errors.js';
import { errorFields } from '../observability/logging.js';
import { metrics } from '../observability/metrics.js';
import type { Accepted } from '../providers/provider.js';
import { sendingOf } from '../providers/registry.js';
import type { Services } from '../services/services.js';
import type { Rendered } from '../templates/render.js';
import { measureSms } from '../templates/sms-encoding.js';
import { messageOf } from './message.js';

/** A provider's answer to a message. */
export interface Answer {
  /** The provider's name in the history. */
  readonly provider: string;
  readonly durationMs: number;
  readonly said: Accepted | DeliveryFailure;
  /** This message is the first that met the refused key. It fails, the others wait for the key. */
  readonly failsAlone: boolean;
  /** This answer ended a pause of the channel. */
  readonly worksAgain: boolean;
}

/**
 * Hands a message to the provider of its channel. The check has made sure that there is one. A failure is returned as
 * an answer, not thrown.
 */
export async function send(services: Services, row: Claimed, rendered: Rendered, probe: boolean): Promise<Answer> {
  const sending = sendingOf(services.providers, messageOf(row, rendered));
  if (sending === null) throw new Error('a channel without a provider passed the check');
  measure(services, row, rendered);
  const started = performance.now();
  const said = await sending.send().catch((error: unknown): DeliveryFailure => {
    if (error instanceof DeliveryFailure) return error;
    services.log.error('an adapter threw something unexpected', { notification_id: row.id, ...errorFields(error) });
    return new InDoubt('Sending broke off unexpectedly');
  });
  return {
    provider: sending.provider,
    durationMs: Math.round(performance.now() - started),
    said,
    failsAlone: said instanceof ChannelDown && !probe && (await services.gate.isFirstRefusal(row.channel)),
    // The gate learns it before the outcome is recorded: other messages need not wait for Postgres.
    worksAgain: isClear(said) && (await services.gate.succeed(row.channel)),
  };
}

/** Whether the provider accepted our key. A refusal of the message itself proves that too. */
function isClear(said: Answer['said']): boolean {
  return !(said instanceof DeliveryFailure) || said instanceof Permanent;
}

/** Counts the segments of an SMS before it is sent. A provider reports the cost only with the bill. */
function measure({ log }: Services, { id, channel }: Claimed, { text }: Rendered): void {
  if (channel !== 'sms') return;
  const { encoding, segments } = measureSms(text);
  metrics.segments.inc({ encoding }, segments);
  log.debug('sms measured', { notification_id: id, encoding, segments });
}
