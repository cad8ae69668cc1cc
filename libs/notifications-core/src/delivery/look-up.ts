import { endLooks, giveLooksBack, ownedMessages, takeLooks, type Look } from '../db/notifications/looks.js';
import { settleProven, type Proof } from '../db/notifications/proven.js';
import { SlowDown } from '../domain/errors.js';
import { CHANNELS, type Channel } from '../domain/notification.js';
import { errorFields } from '../observability/logging.js';
import { reportProofs } from '../observability/proofs.js';
import type { Listed } from '../providers/provider.js';
import { lookUpOf } from '../providers/registry.js';
import type { Services } from '../services/services.js';
import { pastTexts } from '../templates/past-texts.js';

const MOST_LOOKS = 50;
/** The pause before a list is read again that could not be read. */
const AGAIN_SECONDS = 10;
/** The clock of a provider may differ from the database's by so much. */
const CLOCKS_APART_MS = 60_000;
/** A look waits at most so long for its place at the pace of a channel. */
const PLACE_WITHIN_MS = 1_000;
/** For this long beyond the calls of a look, no other process takes its doubts. */
const SPARE_SECONDS = 60;

/**
 * Looks for doubts in the list of their provider, where it has one: as soon as there is a doubt, and again when its wait
 * is over. An entry is evidence if it went to the same address at that time with exactly that text, and belongs to no
 * other notification. Each doubt takes one entry.
 *
 * It calls the provider, so nobody who sends should wait for it. Doubts of a paused channel wait. Once it has taken
 * PROVIDER_TIMEOUT_MS, it asks about no further address, so that a provider that hangs holds up its caller for one call.
 * The others come first in the next round.
 */
export async function lookUpDoubts(services: Services): Promise<void> {
  const { config, dataSource, gate } = services;
  const channels = lookableChannels(services).filter((channel) => gate.pausedFor(channel) === null);
  if (channels.length === 0) return;
  const seconds = (2 * config.PROVIDER_TIMEOUT_MS) / 1_000 + SPARE_SECONDS;
  const looks = await takeLooks(dataSource, channels, seconds, MOST_LOOKS);
  const byAddress = new Map<string, Look[]>();
  for (const look of looks) {
    const key = `${look.channel} ${look.address}`;
    byAddress.set(key, [...(byAddress.get(key) ?? []), look]);
  }
  const begun = performance.now();
  const left: Look[] = [];
  for (const doubts of byAddress.values())
    if (performance.now() - begun < config.PROVIDER_TIMEOUT_MS) await lookUpAddress(services, doubts);
    else left.push(...doubts);
  await giveLooksBack(
    dataSource,
    left.map(({ id }) => id),
  );
}

/** Channels whose provider has a list of the messages that it took. */
export function lookableChannels({ providers }: Pick<Services, 'providers'>): Channel[] {
  return CHANNELS.filter((channel) => lookUpOf(providers, channel) !== undefined);
}

/** Doubts about messages to one address share one question, and never an entry of the answer. */
async function lookUpAddress(services: Services, doubts: readonly Look[]): Promise<void> {
  const { config, dataSource, log } = services;
  const [first] = doubts;
  if (first === undefined) return;
  let isRead = false;
  let found = new Map<Look, Listed>();
  try {
    const listed = await ask(services, first, doubts);
    const ids = listed.map(({ providerMessageId }) => providerMessageId);
    const owned = await ownedMessages(dataSource, first.channel, first.address, ids);
    isRead = !owned.isBusy;
    const free = listed.filter(({ providerMessageId }) => !owned.messages.has(providerMessageId));
    if (isRead) found = assigned(doubts, free, await textsOf(services, doubts), config);
  } catch (error) {
    if (error instanceof SlowDown) await services.gate.slow(first.channel, error.retryAfterMs);
    log.warn('a doubt could not be looked up at its provider', { notification_id: first.id, ...errorFields(error) });
  }
  const proofs = [...found].map(([look, entry]) => proofOf(services, look, entry));
  reportProofs(log, await settleProven(dataSource, proofs, 'list'));
  const left = doubts.filter((look) => !found.has(look)).map(({ id }) => ({ id, isRead }));
  await endLooks(dataSource, left, AGAIN_SECONDS);
}

async function ask({ config, gate, providers }: Services, { channel, address }: Look, doubts: readonly Look[]) {
  const lookUp = lookUpOf(providers, channel);
  const waitMs = await gate.place(channel, PLACE_WITHIN_MS);
  if (lookUp === undefined || waitMs === null) throw new Error('the provider cannot be asked now');
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  const windows = doubts.map((look) => windowOf(look, config));
  return lookUp({
    to: address,
    from: new Date(Math.min(...windows.map(({ from }) => from.getTime()))),
    until: new Date(Math.max(...windows.map(({ until }) => until.getTime()))),
  });
}

/** When the provider may have taken the message. A worker that was frozen may have sent it late within its lease. */
function windowOf({ claimedAt }: Look, { CLAIM_LEASE_SECONDS }: Services['config']): { from: Date; until: Date } {
  return {
    from: new Date(claimedAt.getTime() - CLOCKS_APART_MS),
    until: new Date(claimedAt.getTime() + CLAIM_LEASE_SECONDS * 1_000 + CLOCKS_APART_MS),
  };
}

async function textsOf({ config, dataSource, links }: Services, doubts: readonly Look[]) {
  const texts = new Map<Look, ReadonlySet<string>>();
  for (const look of doubts) {
    const unsubscribeUrl = links.unsubscribeUrl({ recipientId: look.userId, channel: look.channel });
    const carried = { unsubscribeUrl, preferencesUrl: links.preferencesUrl(look.userId), logoUrl: links.logoUrl() };
    const message = { ...look, links: carried, at: look.claimedAt };
    texts.set(look, await pastTexts(dataSource, message, config.DEFAULT_LOCALE));
  }
  return texts;
}

/** One entry for each doubt, as far as they go. */
function assigned(
  doubts: readonly Look[],
  listed: readonly Listed[],
  texts: ReadonlyMap<Look, ReadonlySet<string>>,
  config: Services['config'],
): Map<Look, Listed> {
  const found = new Map<Look, Listed>();
  const free = new Set(listed);
  for (const look of doubts) {
    const { from, until } = windowOf(look, config);
    const entry = [...free].find(({ text, at }) => texts.get(look)?.has(text) && at >= from && at <= until);
    if (entry === undefined) continue;
    free.delete(entry);
    found.set(look, entry);
  }
  return found;
}

function proofOf({ providers }: Services, { id, channel }: Look, { providerMessageId, at }: Listed): Proof {
  const of = providers[channel];
  return { id, provider: of.mode === 'not_configured' ? '' : of.provider.name, providerMessageId, at };
}
