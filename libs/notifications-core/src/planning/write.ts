import type { Services } from '../services/services.js';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { cancelPlanned, insertPlanned, lockPlanned, refreshPlanned } from '../db/notifications/planned.js';
import type { Logger } from '../observability/logging.js';
import type { PlannedNotification } from '../domain/notification.js';
import type { Plan, PlanPolicy } from '../domain/plan.js';
import type { HandedOver } from '../domain/jobs.js';

export function planPolicy({ config, templates }: Services, now: Date): PlanPolicy {
  return {
    now,
    allowedCountries: config.SMS_ALLOWED_COUNTRIES,
    defaultLocale: config.DEFAULT_LOCALE,
    newId: uuidv7,
    template: (name, channel, locale) => templates.find(name, channel, locale)?.source,
  };
}

/** Tells of what cannot be sent as soon as it is committed: no worker will ever look at it. */
export function reportFailed(log: Logger, planned: readonly PlannedNotification[]): void {
  for (const { id, channel, templateName, failure } of planned)
    if (failure !== null)
      log.error('notification failed', {
        notification_id: id,
        channel,
        template: templateName,
        outcome: 'failed',
        reason: failure.reason,
      });
}

/** Cancels before it inserts: a reminder that moves back to where it was must not meet its old self. */
export async function writePlans(
  manager: EntityManager,
  plans: readonly Pick<Plan, 'insert' | 'refresh' | 'cancel'>[],
  handOver: boolean,
): Promise<HandedOver[]> {
  const cancel = plans.flatMap((p) => p.cancel);
  const refresh = plans.flatMap((p) => p.refresh);
  if (cancel.length > 0 && refresh.length > 0)
    await lockPlanned(
      manager,
      [...cancel, ...refresh].map(({ id }) => id),
    );
  if (cancel.length > 0) await cancelPlanned(manager, cancel);
  if (refresh.length > 0) await refreshPlanned(manager, refresh);
  const insert = plans.flatMap((p) => p.insert);
  return insert.length > 0 ? insertPlanned(manager, insert, { handOver }) : [];
}
