import type { Item } from '../../parts/notifications.js';

/** Those that go out first. */
export function nextDue<Each extends Pick<Item, 'scheduled_for'>>(items: readonly Each[], count: number): Each[] {
  return [...items]
    .sort((one, other) => Date.parse(one.scheduled_for) - Date.parse(other.scheduled_for))
    .slice(0, count);
}
