import type { Told } from '../db/notifications/delivered.js';
import type { Proof } from '../db/notifications/proven.js';
import type { MatchedReceipt } from '../db/receipts.js';
import type { Suppression } from '../db/suppressions.js';
import { hasArrived, tellsMore, type Delivery, type DeliveryStatus } from '../domain/delivery-status.js';

/** What receipts say together of each of their notifications. A message from before a resend does not count. */
export function toldBy(receipts: readonly MatchedReceipt[]): Told[] {
  const told = new Map<string, Told>();
  for (const { notificationId: id, status, code, occurredAt, isOfEarlierSend } of receipts) {
    if (status === null || isOfEarlierSend) continue;
    const before = told.get(id);
    const is = (what: DeliveryStatus): boolean => status === what;
    const arrivedAt = hasArrived(status) ? occurredAt : null;
    told.set(id, {
      id,
      delivery: more({ status, code }, before?.delivery),
      arrivedAt: earlier(arrivedAt, before?.arrivedAt ?? null),
      opened: is('opened') || before?.opened === true,
      clicked: is('clicked') || before?.clicked === true,
      unsubscribed: is('unsubscribed') || before?.unsubscribed === true,
    });
  }
  return [...told.values()];
}

function more(one: Delivery, other: Delivery | undefined): Delivery {
  return other === undefined || tellsMore(one, other) ? one : other;
}

function earlier(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}

/** The receipts that prove that a provider has a message. */
export function proofsIn(receipts: readonly MatchedReceipt[]): Proof[] {
  return receipts
    .filter(({ isProof, isOfEarlierSend }) => isProof && !isOfEarlierSend)
    .map(({ notificationId: id, provider, providerMessageId, occurredAt: at }) => ({
      id,
      provider,
      providerMessageId,
      at,
    }));
}

/** The addresses that must not be written to any more. */
export function suppressionsIn(receipts: readonly MatchedReceipt[]): Suppression[] {
  return receipts.flatMap(({ notificationId, channel, recipient: address, consequence }) => {
    if (address === null) return [];
    switch (consequence) {
      case 'bounced':
      case 'spam_report':
      case 'unsubscribed':
      case 'opted_out':
        return [{ channel, address, cause: consequence, notificationId }];
      case 'no_marketing':
      case 'marketing_again':
      case null:
        return [];
    }
  });
}

/** The people who said that they want no marketing mail, or want it again. */
export function whoSpokeOfMarketing(receipts: readonly MatchedReceipt[]): string[] {
  const spoke = receipts.filter(
    ({ consequence, isErased }) => !isErased && (consequence === 'no_marketing' || consequence === 'marketing_again'),
  );
  return [...new Set(spoke.map(({ userId }) => userId))];
}
