import type { EntityManager } from 'typeorm';
import { holdPeople, readRecipients } from '../db/people.js';
import { inTransaction } from '../db/sql.js';
import type { Channel } from '../domain/notification.js';
import type { Subscription } from '../links/links.js';
import { metrics } from '../observability/metrics.js';
import { replanUsers } from '../planning/replan.js';
import type { Services } from '../services/services.js';
import { updatePreferences } from './preferences.js';

/** Marketing to one person on one channel, as a link in a message of theirs finds it. */
export interface SubscriptionState {
  readonly channel: Channel;
  /** `gone`: the person was erased. Nothing is sent to them, and nothing is stored of them. */
  readonly state: 'on' | 'off' | 'gone';
  /** The language that they read. `null`: it is not known. */
  readonly locale: string | null;
}

/** Who asked for a change: the person on the page, the person by taking it back, or their mail provider (RFC 8058). */
export type SubscriptionChange = 'page' | 'undo' | 'one_click';

/**
 * Reads what a link is about. It changes and stores nothing, whoever opens it.
 * @returns `null` for a token that we did not make.
 */
export async function findSubscription(services: Services, token: string): Promise<SubscriptionState | null> {
  const subscription = services.links.readUnsubscribe(token);
  return subscription && read(services.dataSource.manager, subscription);
}

/**
 * Turns the marketing of a link off, or on again to undo that. Messages about appointments go on. What waits is not
 * sent: the check before sending reads the preferences. A repeat changes nothing.
 * @returns what holds now. `null` for a token that we did not make.
 */
export async function changeSubscription(
  services: Services,
  token: string,
  change: SubscriptionChange,
): Promise<SubscriptionState | null> {
  const subscription = services.links.readUnsubscribe(token);
  if (subscription === null) return null;
  const { recipientId, channel } = subscription;
  const wanted = change === 'undo' ? 'on' : 'off';
  const { now, changed } = await inTransaction(services.dataSource, async (manager) => {
    await holdPeople(manager, [recipientId], 'change');
    const before = await read(manager, subscription);
    if (before.state === 'gone') return { now: before, changed: false };
    const changes = { [`${channel}_marketing`]: wanted === 'on' };
    await updatePreferences(manager, recipientId, changes, services.config);
    await replanUsers(services, manager, [recipientId]);
    return { now: { ...before, state: wanted } as const, changed: before.state !== wanted };
  });
  if (changed) metrics.unsubscribes.inc({ channel, how: change });
  return now;
}

async function read(manager: EntityManager, { recipientId, channel }: Subscription): Promise<SubscriptionState> {
  const stored = (await readRecipients(manager, [recipientId])).get(recipientId);
  const locale = stored?.preferences?.locale ?? stored?.client?.locale ?? null;
  if (stored?.erased === true) return { channel, state: 'gone', locale: null };
  return { channel, state: stored?.preferences?.[`${channel}_marketing`] === true ? 'on' : 'off', locale };
}
