import type { Claimed } from '../db/notifications/claimed.js';

const MINUTE_MS = 60_000;
const MINUTES_PER_HOUR = 60;

/** A reminder that goes out this close to its time says the hours that it was planned for. */
const ON_TIME_MS = 5 * MINUTE_MS;

/** How long it is until the appointment, as a reminder says it. */
export interface TimeLeft {
  /** Whole hours, at least 1. */
  readonly hours_until: number;
  /** Whole minutes, at least 1. Only if less than an hour is left. */
  readonly minutes_until?: number;
}

/**
 * The time that is left until the start at the claim. A reminder that was held or is late differs from its plan. `null`:
 * it is no reminder of an appointment.
 */
export function timeLeft({
  hoursUntil,
  startsAt,
  now,
}: Pick<Claimed, 'hoursUntil' | 'startsAt' | 'now'>): TimeLeft | null {
  if (hoursUntil === null || startsAt === null) return null;
  const leftMs = startsAt.getTime() - now.getTime();
  const plannedMs = hoursUntil * MINUTES_PER_HOUR * MINUTE_MS;
  if (Math.abs(leftMs - plannedMs) <= ON_TIME_MS) return { hours_until: hoursUntil };
  const minutes = Math.max(1, Math.floor(leftMs / MINUTE_MS));
  if (minutes < MINUTES_PER_HOUR) return { hours_until: 1, minutes_until: minutes };
  return { hours_until: Math.round(minutes / MINUTES_PER_HOUR) };
}
