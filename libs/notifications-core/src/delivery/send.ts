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

/** What a provider said to a message. */
export interface Answer {
  /** As stored in the history. */
  readonly provider: string;
  readonly durationMs: number;
  readonly said: Accepted | DeliveryFailure;
  /** The key was refused and nobody knew: this message fails, the others wait for the key. */
  readonly failsAlone: boolean;
  /** It ended a pause of the channel. */
  readonly worksAgain: boolean;
}

/** Hands a message to the provider of its channel, which passed the check; what goes wrong is an answer too. */
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
    // The gate hears of it at once, not after the record: the others need not wait for Postgres.
    worksAgain: isClear(said) && (await services.gate.succeed(row.channel)),
  };
}

/** A clear no to this message is a yes to the key. */
function isClear(said: Answer['said']): boolean {
  return !(said instanceof DeliveryFailure) || said instanceof Permanent;
}

/** What an SMS will cost is known before it is sent: a provider tells only with the bill. */
function measure({ log }: Services, { id, channel }: Claimed, { text }: Rendered): void {
  if (channel !== 'sms') return;
  const { encoding, segments } = measureSms(text);
  metrics.segments.inc({ encoding }, segments);
  log.debug('sms measured', { notification_id: id, encoding, segments });
}
