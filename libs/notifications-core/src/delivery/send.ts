import type { Claimed } from '../db/notifications/claimed.js';
import { ChannelDown, DeliveryFailure, InDoubt, Permanent, RetryLater, SlowDown } from '../domain/errors.js';
import { errorFields } from '../observability/logging.js';
import { metrics } from '../observability/metrics.js';
import type { ChannelGate } from '../providers/channel-gate.js';
import type { Accepted, Message } from '../providers/provider.js';
import { sendingOf } from '../providers/registry.js';
import type { Services } from '../services/services.js';
import { measureSms } from '../templates/sms-encoding.js';

/** What a provider answered to a message. */
interface ProviderSaid {
  /** The provider's name in the history. */
  readonly provider: string;
  readonly durationMs: number;
  /** Parts of an SMS. `null`: it is none. */
  readonly segments: number | null;
  readonly said: Accepted | DeliveryFailure;
}

/** An answer, and what it meant for the channel. */
export interface Answer extends ProviderSaid {
  /** This message is the first that met the refused key. It fails, the others wait for the key. */
  readonly failsAlone: boolean;
  /** This answer ended a pause of the channel. */
  readonly worksAgain: boolean;
  /**
   * Milliseconds until the channel opens, if its provider takes nothing more for now, or until it is probed again, if this
   * was a probe. Else 0.
   */
  readonly channelWaitMs: number;
}

/**
 * Hands a message to the provider of its channel. The check has made sure that there is one. A failure is returned as
 * an answer, not thrown.
 */
export async function send(services: Services, row: Claimed, message: Message, probe: boolean): Promise<Answer> {
  const sending = sendingOf(services.providers, message);
  if (sending === null) throw new Error('a channel without a provider passed the check');
  const segments = measure(services, row, message);
  const started = performance.now();
  const said = await sending.send().catch((error: unknown): DeliveryFailure => {
    if (error instanceof DeliveryFailure) return error;
    services.log.error('an adapter threw something unexpected', { notification_id: row.id, ...errorFields(error) });
    return new InDoubt('Sending broke off unexpectedly');
  });
  const durationMs = Math.round(performance.now() - started);
  // The gate learns it before the outcome is recorded: other messages need not wait for Postgres, and it holds also if
  // Postgres is away.
  const meant = await tellGate(services.gate, row, said, probe);
  return { provider: sending.provider, durationMs, segments, said, ...meant };
}

/** Tells the gate what an answer means for the channel. */
async function tellGate(
  gate: ChannelGate,
  { id, channel }: Pick<Claimed, 'id' | 'channel'>,
  said: ProviderSaid['said'],
  probe: boolean,
): Promise<Omit<Answer, keyof ProviderSaid>> {
  const nothing = { failsAlone: false, worksAgain: false, channelWaitMs: 0 };
  // A refusal of the message itself proves too that the provider accepted our key.
  if (!(said instanceof DeliveryFailure) || said instanceof Permanent)
    return { ...nothing, worksAgain: await gate.succeed(channel) };
  const isStorm = isProvidersFault(said);
  if (isStorm || isUnanswered(said)) {
    await (isStorm ? gate.fail(channel, id) : gate.miss(channel, id));
    // A probe is sent for all the others, so it uses up no try of its own.
    return { ...nothing, channelWaitMs: probe ? gate.pauseLeftMs(channel) : 0 };
  }
  await gate.answer(channel);
  if (said instanceof ChannelDown) {
    const failsAlone = !probe && (await gate.isFirstRefusal(channel));
    await gate.refuse(channel);
    return { ...nothing, failsAlone };
  }
  if (said instanceof SlowDown) return { ...nothing, channelWaitMs: await gate.slow(channel, said.retryAfterMs) };
  if (said instanceof RetryLater && said.retryAfterMs !== undefined) await gate.slow(channel, said.retryAfterMs);
  return nothing;
}

/** 5xx without a wish to wait: the provider has trouble, and what it is with is not known. */
function isProvidersFault(said: DeliveryFailure): boolean {
  return said instanceof RetryLater && said.retryAfterMs === undefined && (said.detail.status ?? 0) >= 500;
}

/** The provider was not reached, or answered nothing. The network's code says so, and there is no status. */
function isUnanswered({ detail: { status, code } }: DeliveryFailure): boolean {
  return status === undefined && code !== undefined;
}

/** Counts the segments of an SMS before it is sent. A provider reports the cost only with the bill. */
function measure({ log }: Services, { id }: Claimed, { channel, text }: Message): number | null {
  if (channel !== 'sms') return null;
  const { encoding, segments } = measureSms(text);
  metrics.segments.inc({ encoding }, segments);
  log.debug('sms measured', { notification_id: id, encoding, segments });
  return segments;
}
