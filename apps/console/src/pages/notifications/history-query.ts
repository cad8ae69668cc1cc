import { addDays, isDay, startOfDay } from '../../parts/days.js';
import type { HistoryFilter } from '../../parts/notifications.js';

/** The filters of the page, by their names in the address: those of the API. */
export const FILTERS = [
  'status',
  'state',
  'notification_type',
  'template_name',
  'reason',
  'recipient',
  'user_id',
  'appointment_id',
  'from',
  'to',
] as const;
export type Filters = Partial<Record<(typeof FILTERS)[number], string>>;

/**
 * What the API is asked for. `from` and `to` of the page are days of the shop, both included.
 * @param filters as they stand in the address, which anybody may have written: the API says what is wrong with them.
 */
export function historyQuery({ from, to, ...filters }: Filters, timezone: string): HistoryFilter {
  return {
    ...(filters as HistoryFilter),
    ...(from !== undefined && { from: isDay(from) ? startOfDay(from, timezone) : from }),
    ...(to !== undefined && { to: isDay(to) ? startOfDay(addDays(to, 1), timezone) : to }),
  };
}

/** Each way that a message may stand, as one choice over `status` and `state`. */
export const STANDINGS: readonly { readonly value: string; readonly label: string }[] = [
  { value: 'status:pending', label: 'Waiting' },
  { value: 'state:sending', label: 'On its way' },
  { value: 'state:in_doubt', label: 'In doubt' },
  { value: 'status:sent', label: 'Sent' },
  { value: 'status:failed', label: 'Failed' },
  { value: 'status:cancelled', label: 'Cancelled' },
];

export function standingOf({ status, state }: Filters): string {
  if (state === 'sending' || state === 'in_doubt') return `state:${state}`;
  const either = state ?? status;
  return either === undefined ? '' : `status:${either}`;
}

export function filtersOfStanding(standing: string): { readonly status: string | null; readonly state: string | null } {
  const [kind, value = null] = standing.split(':');
  return { status: kind === 'status' ? value : null, state: kind === 'state' ? value : null };
}
