import type { Claimed } from '../db/notifications/claimed.js';
import { metrics } from '../observability/metrics.js';
import type { OverLimit } from '../providers/sms-limits.js';
import type { Services } from '../services/services.js';
import { RELEASED, type OutcomeDraft } from './outcomes.js';

/**
 * Holds an SMS back that is over a limit against SMS pumping: it waits until the limit has room, and uses up no try.
 * Every lane is treated alike. Only messages that are really sent count. A probe of a refused key goes out in any case:
 * it is one message, and all others wait for it.
 * @returns `null`: it may go out, and was counted.
 */
export async function holdBack(services: Services, row: Claimed, probe: boolean): Promise<OutcomeDraft | null> {
  if (row.channel !== 'sms' || probe || services.providers.sms.mode !== 'live') return null;
  const over = await services.smsLimits.take(row.address);
  if (over === null) return null;
  const draft = heldBack(row, over);
  metrics.smsHeld.inc({ limit: over.setting });
  services.log.warn('an SMS is held back: the limit of its setting is reached', {
    notification_id: row.id,
    setting: over.setting,
    wait_ms: draft.waitMs,
  });
  return draft;
}

/** It waits for room, but not beyond its expiry: then it ends as `expired`. */
export function heldBack({ expiresAt, now }: Pick<Claimed, 'expiresAt' | 'now'>, over: OverLimit): OutcomeDraft {
  const leftMs = expiresAt === null ? Infinity : Math.max(0, expiresAt.getTime() - now.getTime());
  return {
    ...RELEASED,
    waitMs: Math.min(over.waitMs, leftMs),
    errorMessage: `Held back: ${WORDS[kindOf(over)]}. It goes out when the limit of ${over.setting} has room again`,
  };
}

const WORDS = {
  RECIPIENT: 'too many SMS went to this number',
  PREFIX: 'too many SMS went to numbers like this one',
  COUNTRY: 'too many SMS went to this country',
} as const;

function kindOf({ setting }: OverLimit): keyof typeof WORDS {
  return setting.includes('RECIPIENT') ? 'RECIPIENT' : setting.includes('PREFIX') ? 'PREFIX' : 'COUNTRY';
}
