import type { KnownNotification, PlanChange, Skipped } from '../domain/plan.js';
import type { KeptSkip } from '../domain/skip.js';

/** What a plan is about: whose messages of which appointment, and why they were planned at all. */
export type SkipSubject = Pick<KeptSkip, 'appointmentId' | 'userId' | 'cause' | 'startsAt' | 'at'>;

/**
 * The skipped messages that have no row, to be kept for the story of the booking. Others have one that says more: they
 * were planned before, or are cancelled by this change.
 */
export function keptSkips(
  subject: SkipSubject,
  { skipped }: Pick<PlanChange, 'skipped'>,
  rows: readonly KnownNotification[],
): KeptSkip[] {
  return skipped
    .filter((skip) => !hasRow(skip, subject, rows))
    .map(({ templateName, channel, hoursUntil, dedupeKey, reason }) => ({
      ...subject,
      templateName,
      channel,
      hoursUntil,
      dedupeKey,
      reason,
    }));
}

function hasRow(
  { dedupeKey, hoursUntil, reason }: Skipped,
  { userId }: SkipSubject,
  rows: readonly KnownNotification[],
) {
  const own = rows.filter(
    (row) => row.userId === userId && (row.dedupeKey === dedupeKey || row.dedupeKey.startsWith(`${dedupeKey}|`)),
  );
  // A notice is a duplicate of what was said. A reminder may be one of another, at the same time, and leaves no row.
  if (reason === 'duplicate') return hoursUntil === null || own.length > 0;
  // One that was cancelled says more only of the same reason.
  return own.some((row) => row.state !== 'cancelled' || row.reason === reason);
}
