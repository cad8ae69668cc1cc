import type { components } from '../../api/schema.js';
import { sentence } from '../../parts/words.js';

export type Story = components['schemas']['Story'];
export type Told = Story['notifications'][number];
type Event = Story['events'][number];

/** One thing of a booking's story. */
export type Entry =
  | {
      readonly kind: 'event';
      readonly key: string;
      readonly at: string;
      readonly title: string;
      readonly detail: string | null;
      /** It changed something. */
      readonly counts: boolean;
    }
  | { readonly kind: 'message'; readonly key: string; readonly at: string; readonly message: Told }
  | { readonly kind: 'start'; readonly key: string; readonly at: string };

export interface Telling {
  /** In the order of time. */
  readonly past: readonly Entry[];
  readonly ahead: readonly Entry[];
  /** What was planned for later, and does not go out any more. */
  readonly dropped: readonly Entry[];
}

/**
 * The story of a booking: what was heard of it, what its client was told or is going to be, and the appointment itself,
 * each at its time.
 */
export function tellStory(story: Story, now: number = Date.now()): Telling {
  const entries = [
    ...eventEntries(story.events),
    ...story.notifications.map((message): Entry => ({
      kind: 'message',
      key: message.id,
      at: message.sent_at ?? message.scheduled_for,
      message,
    })),
    ...(story.status === 'cancelled' ? [] : [{ kind: 'start', key: 'start', at: story.starts_at } as const]),
  ].sort((one, other) => Date.parse(one.at) - Date.parse(other.at) || ORDER[one.kind] - ORDER[other.kind]);
  const chapter = (name: keyof Telling): Entry[] => entries.filter((entry) => chapterOf(entry, now) === name);
  return { past: chapter('past'), ahead: chapter('ahead'), dropped: chapter('dropped') };
}

/** At the same moment news comes before what it leads to. */
const ORDER: Readonly<Record<Entry['kind'], number>> = { event: 0, message: 1, start: 2 };

/** What waits is ahead, also when it is overdue. */
function chapterOf(entry: Entry, now: number): keyof Telling {
  const isLater = Date.parse(entry.at) > now;
  if (entry.kind !== 'message') return isLater ? 'ahead' : 'past';
  if (entry.message.status === 'pending') return 'ahead';
  return isLater ? 'dropped' : 'past';
}

/** Events as they came. Repeats of one that follow each other are told together. */
function eventEntries(events: readonly Event[]): Entry[] {
  const inOrder = [...events].sort((one, other) => Date.parse(one.received_at) - Date.parse(other.received_at));
  const groups: Event[][] = [];
  for (const event of inOrder) {
    const group = groups.at(-1);
    const [first] = group ?? [];
    if (group && first && isRepeat(event) && isRepeat(first) && first.event_id === event.event_id) group.push(event);
    else groups.push([event]);
  }
  return groups.flatMap((group, index) => {
    const event = group.at(-1);
    return event === undefined ? [] : [eventEntry(event, group.length, index)];
  });
}

const isRepeat = ({ outcome }: Event): boolean => outcome === 'duplicate';

const HAPPENED: Readonly<Record<Event['type'], string>> = {
  'booking.created': 'the booking came in',
  'booking.confirmed': 'the booking was confirmed',
  'booking.rescheduled': 'the booking was moved',
  'booking.cancelled': 'the booking was cancelled',
};

function eventEntry({ event_id, type, outcome, received_at: at }: Event, times: number, index: number): Entry {
  const happened = HAPPENED[type];
  const common = { kind: 'event', key: `${event_id} ${index}`, at } as const;
  switch (outcome) {
    case 'applied':
      return {
        ...common,
        title: sentence(happened),
        detail: null,
        counts: true,
      };
    case 'stale':
      return {
        ...common,
        title: `Old news came late: ${happened}`,
        detail: 'Something newer was known already, so nothing changed and nobody was told.',
        counts: false,
      };
    case 'duplicate':
      return {
        ...common,
        title: `The same news came again${times === 1 ? '' : `, ${times} times`}: ${happened}`,
        detail: 'It was known already, so nobody was told twice.',
        counts: false,
      };
  }
}

const STATUS: Readonly<Record<Story['status'], string>> = {
  confirmed: 'confirmed',
  pending: 'not confirmed yet',
  rescheduled: 'moved',
  cancelled: 'cancelled',
  completed: 'done',
  no_show: 'the client did not come',
};

export function bookingStatusText(status: Story['status']): string {
  return STATUS[status];
}
