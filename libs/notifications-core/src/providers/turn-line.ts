import { CHANNELS, type Channel } from '../domain/notification.js';
import { createRate, type Rate } from './rate.js';

/** The right to send one message now. */
export interface Turn {
  /** Says whose turn it was, if that was not known. */
  belongsTo(channel: Channel): void;
  /** Gives it back. More than once does no harm. */
  release(): void;
}

/**
 * The turns of one queue in one process. At most `limit` messages are sent at a time. A quarter of the turns is every
 * other channel's share: a provider that hangs can take all turns but these. Where no other channel has sent lately, a
 * channel may take them too. If another one then comes, it gets its share on top of the limit.
 */
export interface TurnLine {
  /** A turn for a message whose channel is not known yet. `null`: there is none now. */
  any(): Turn | null;
  /**
   * Waits for a turn, in the order of the calls.
   * @returns `null`: none came within `patienceMs`, or none can be expected to.
   */
  take(channel: Channel, patienceMs: number): Promise<Turn | null>;
  /** Says that a message of the channel was turned away before it came into the line. */
  turnedAway(channel: Channel): void;
  /** How many more messages of a channel should come. `Infinity`: nobody had to be turned away lately. */
  room(channel: Channel): number;
  /** From now on nobody gets a turn, and nobody waits for one. */
  close(): void;
}

/** The share that a channel leaves to the others. */
const SHARE = 0.25;
/** A channel that sent nothing for so long needs no share. */
export const IDLE_MS = 10_000;
/** A message waits for so long before it gets a turn on top of the limit. */
export const SHARE_AFTER_MS = 500;
/** For this long after somebody was turned away, the line of the channel counts as crowded. */
const CROWDED_MS = 2_000;

interface Waiting {
  readonly since: number;
  readonly give: (turn: Turn | null) => void;
}

interface Place {
  busy: number;
  readonly waiting: Waiting[];
  readonly begun: Rate;
  crowded: boolean;
  turnedAwayAt: number;
  /** When a message of the channel last began, or wanted to. */
  wantedAt: number;
}

export function createTurnLine(limit: number): TurnLine {
  const places = new Map(CHANNELS.map((channel) => [channel, newPlace()]));
  const placeOf = (channel: Channel): Place => places.get(channel) ?? newPlace();
  const share = Math.max(1, Math.floor(limit * SHARE));
  let total = 0;
  let unknown = 0;
  let closed = false;
  const mostOf = (place: Place): number => {
    const now = performance.now();
    const isAlone = [...places.values()].every((other) => other === place || now - other.wantedAt > IDLE_MS);
    return isAlone ? limit : Math.max(1, limit - share);
  };
  const freeOf = (place: Place): number =>
    closed ? 0 : Math.max(0, Math.min(limit - total, mostOf(place) - place.busy - unknown));
  /** The others took its share while it sent nothing. */
  const lacksShare = ({ busy, waiting: [first] }: Place): boolean =>
    !closed && busy < share && first !== undefined && performance.now() - first.since >= SHARE_AFTER_MS;

  const begin = (first: Channel | null): Turn => {
    let whose = first;
    let over = false;
    const count = (by: 1 | -1): void => {
      if (whose === null) unknown += by;
      else placeOf(whose).busy += by;
    };
    const begun = (): void => {
      count(1);
      if (whose === null) return;
      placeOf(whose).begun.count();
      placeOf(whose).wantedAt = performance.now();
    };
    total += 1;
    begun();
    return {
      belongsTo: (channel) => {
        if (over || whose !== null) return;
        count(-1);
        whose = channel;
        begun();
        serve();
      },
      release: () => {
        if (over) return;
        over = true;
        total -= 1;
        count(-1);
        serve();
      },
    };
  };

  /** Gives free turns to those who have waited longest. */
  const serve = (): void => {
    for (;;) {
      const next = CHANNELS.map((channel) => ({ channel, place: placeOf(channel) }))
        .filter(({ place }) => place.waiting.length > 0 && (freeOf(place) > 0 || lacksShare(place)))
        .sort((one, two) => waitsSince(one.place) - waitsSince(two.place))[0];
      if (next === undefined) return;
      next.place.waiting.shift()?.give(begin(next.channel));
    }
  };

  const turnAway = (place: Place): null => {
    place.crowded = true;
    place.turnedAwayAt = performance.now();
    return null;
  };

  return {
    any: () =>
      [...places.values()].every((place) => place.waiting.length === 0 && freeOf(place) > 0) ? begin(null) : null,

    take: async (channel, patienceMs) => {
      const place = placeOf(channel);
      if (closed) return null;
      place.wantedAt = performance.now();
      if (place.waiting.length === 0 && freeOf(place) > 0) return begin(channel);
      // Its share is always worth waiting for.
      if (place.busy >= share && isHopeless(place, patienceMs)) return turnAway(place);
      return new Promise((resolve) => {
        const waiting: Waiting = {
          since: performance.now(),
          give: (turn) => {
            clearTimeout(timer);
            clearTimeout(shareTimer);
            resolve(turn);
          },
        };
        const timer = setTimeout(() => {
          place.waiting.splice(place.waiting.indexOf(waiting), 1);
          resolve(turnAway(place));
        }, patienceMs);
        const shareTimer = setTimeout(serve, SHARE_AFTER_MS);
        place.waiting.push(waiting);
      });
    },

    turnedAway: (channel) => void turnAway(placeOf(channel)),

    room: (channel) => {
      const place = placeOf(channel);
      const { waiting, begun, turnedAwayAt } = place;
      const free = freeOf(place);
      if (waiting.length === 0 && free > 0 && performance.now() - turnedAwayAt > CROWDED_MS) place.crowded = false;
      if (!place.crowded) return Infinity;
      // Where others took its share, it gets that on top of the limit.
      const own = closed ? 0 : Math.max(free, share - place.busy);
      return Math.max(0, own + begun.lately() - waiting.length);
    },

    close: () => {
      closed = true;
      for (const { waiting } of places.values()) for (const { give } of waiting.splice(0)) give(null);
    },
  };
}

function newPlace(): Place {
  return {
    busy: 0,
    waiting: [],
    begun: createRate(),
    crowded: false,
    turnedAwayAt: -Infinity,
    wantedAt: -Infinity,
  };
}

const waitsSince = ({ waiting: [first] }: Place): number => first?.since ?? Infinity;

/** Somebody gave up a moment ago, and the line is longer than what gets a turn in that time. */
function isHopeless({ waiting, begun, turnedAwayAt }: Place, patienceMs: number): boolean {
  return performance.now() - turnedAwayAt < CROWDED_MS && waiting.length >= (begun.lately() * patienceMs) / 1_000;
}
