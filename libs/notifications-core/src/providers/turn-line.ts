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
 * The turns of one queue in one process. At most `limit` messages are sent at a time, and as many of one channel. A
 * send that takes long counts only for its own channel from then on, so a provider that hangs takes no turn from the
 * other channel.
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

/** A send that takes longer than this counts only for its own channel. */
export const LONG_MS = 500;
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
}

export function createTurnLine(limit: number): TurnLine {
  const places = new Map(CHANNELS.map((channel) => [channel, newPlace()]));
  const placeOf = (channel: Channel): Place => places.get(channel) ?? newPlace();
  let short = 0;
  let unknown = 0;
  let closed = false;
  const isFree = ({ busy }: Place): boolean => !closed && short < limit && busy + unknown < limit;

  const begin = (first: Channel | null): Turn => {
    let whose = first;
    let isShort = true;
    let over = false;
    const count = (by: 1 | -1): void => {
      if (whose === null) unknown += by;
      else placeOf(whose).busy += by;
    };
    const endShort = (): void => {
      if (isShort) short -= 1;
      isShort = false;
    };
    short += 1;
    count(1);
    if (first !== null) placeOf(first).begun.count();
    const long = setTimeout(() => {
      endShort();
      serve();
    }, LONG_MS);
    long.unref();
    return {
      belongsTo: (channel) => {
        if (over || whose !== null) return;
        count(-1);
        whose = channel;
        count(1);
        placeOf(channel).begun.count();
        serve();
      },
      release: () => {
        if (over) return;
        over = true;
        clearTimeout(long);
        endShort();
        count(-1);
        serve();
      },
    };
  };

  /** Gives free turns to those who have waited longest. */
  const serve = (): void => {
    for (;;) {
      const [next] = CHANNELS.filter((channel) => placeOf(channel).waiting.length > 0 && isFree(placeOf(channel))).sort(
        (one, two) => placeOf(one).waiting[0]!.since - placeOf(two).waiting[0]!.since,
      );
      if (next === undefined) return;
      placeOf(next).waiting.shift()?.give(begin(next));
    }
  };

  const turnAway = (place: Place): null => {
    place.crowded = true;
    place.turnedAwayAt = performance.now();
    return null;
  };

  return {
    any: () =>
      [...places.values()].every((place) => place.waiting.length === 0 && isFree(place)) ? begin(null) : null,

    take: async (channel, patienceMs) => {
      const place = placeOf(channel);
      if (closed) return null;
      if (place.waiting.length === 0 && isFree(place)) return begin(channel);
      if (isHopeless(place, patienceMs)) return turnAway(place);
      return new Promise((resolve) => {
        const waiting: Waiting = {
          since: performance.now(),
          give: (turn) => {
            clearTimeout(timer);
            resolve(turn);
          },
        };
        const timer = setTimeout(() => {
          place.waiting.splice(place.waiting.indexOf(waiting), 1);
          resolve(turnAway(place));
        }, patienceMs);
        place.waiting.push(waiting);
      });
    },

    turnedAway: (channel) => void turnAway(placeOf(channel)),

    room: (channel) => {
      const place = placeOf(channel);
      const { waiting, busy, begun, turnedAwayAt } = place;
      if (waiting.length === 0 && isFree(place) && performance.now() - turnedAwayAt > CROWDED_MS) place.crowded = false;
      if (!place.crowded) return Infinity;
      const free = Math.max(0, Math.min(limit - short, limit - busy - unknown));
      return Math.max(0, free + begun.perSecond() - waiting.length);
    },

    close: () => {
      closed = true;
      for (const { waiting } of places.values()) for (const { give } of waiting.splice(0)) give(null);
    },
  };
}

function newPlace(): Place {
  return { busy: 0, waiting: [], begun: createRate(), crowded: false, turnedAwayAt: -Infinity };
}

/** Somebody gave up a moment ago, and the line is longer than what gets a turn in that time. */
function isHopeless({ waiting, begun, turnedAwayAt }: Place, patienceMs: number): boolean {
  return performance.now() - turnedAwayAt < CROWDED_MS && waiting.length >= (begun.perSecond() * patienceMs) / 1_000;
}
