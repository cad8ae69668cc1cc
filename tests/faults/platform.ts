import { setTimeout as wait } from 'node:timers/promises';
import { appointment, event, type Appointment, type BookingEvent, type Client } from '../support/bookings.js';
import { canaryClient } from '../support/canaries.js';
import type { Accepted, Answer } from '../support/world.js';
import type { Acknowledged, Retirement } from './evidence.js';

/** One try to post, as the booking platform saw it. */
export interface Try {
  readonly at: number;
  /** `null`: the connection broke, or none was made. */
  readonly status: number | null;
  readonly ms: number;
}

export interface BookOptions {
  /** How many posts are under way. Default 10. */
  readonly atATime?: number;
  /** Who books. Default: somebody new, with both addresses. */
  readonly client?: () => Client;
  /** Over the appointment. */
  readonly over?: Partial<Appointment>;
}

/** The booking platform: it posts an event again, under the same id, until it is acknowledged. */
export interface Platform {
  readonly acknowledged: readonly Acknowledged[];
  readonly retired: readonly Retirement[];
  readonly tries: readonly Try[];
  /** Bodies of refusals, to be searched for what must not stand there. */
  readonly refusals: readonly string[];
  /**
   * Posts until it is acknowledged.
   * @throws after two minutes, and at once when the event itself is refused.
   */
  tell(event: BookingEvent): Promise<Accepted>;
  /** Books that many appointments of new clients, some at a time; resolves to the ids of all notifications. */
  book(bookings: number, options?: BookOptions): Promise<string[]>;
  /**
   * Books all the time, eight posts under way, about 25 a second, until the returned function is called. That resolves
   * when all of them are acknowledged.
   */
  keepBooking(): () => Promise<void>;
  /** Nobody may claim these from now on. Call it when the change is acknowledged. */
  retire(ids: readonly string[], why: string): void;
  /** Other notifications that were acknowledged, by other calls. */
  acknowledge(notifications: readonly { readonly id: string; readonly scheduled_for: string }[]): void;
}

const MOST_MS = 120_000;
const AGAIN_MS = 200;
/** Of `keepBooking`. */
const LINES = 8;
const PAUSE_MS = 300;
/** What passes: the limit of requests, and Postgres or the API itself being away. */
const PASSES: ReadonlySet<number | null> = new Set([null, 429, 503]);

export function createPlatform(post: (event: BookingEvent) => Promise<Answer<Accepted>>): Platform {
  const acknowledged = new Map<string, Acknowledged>();
  const retired: Retirement[] = [];
  const tries: Try[] = [];
  const refusals: string[] = [];
  let booked = 0;

  const acknowledge: Platform['acknowledge'] = (notifications) => {
    for (const { id, scheduled_for } of notifications)
      acknowledged.set(id, { id, scheduledFor: Date.parse(scheduled_for) });
  };
  const tryOnce = async (told: BookingEvent): Promise<Answer<Accepted> | null> => {
    const at = Date.now();
    const started = performance.now();
    try {
      const answer = await post(told);
      tries.push({ at, status: answer.status, ms: answer.ms });
      if (answer.status !== 202) refusals.push(JSON.stringify(answer.body));
      return answer;
    } catch (error) {
      if (!isBroken(error)) throw error;
      tries.push({ at, status: null, ms: performance.now() - started });
      return null;
    }
  };
  const tell = async (told: BookingEvent): Promise<Accepted> => {
    const giveUp = Date.now() + MOST_MS;
    for (;;) {
      const answer = await tryOnce(told);
      if (answer?.status === 202) {
        acknowledge(answer.body.notifications);
        return answer.body;
      }
      const status = answer?.status ?? null;
      if (!PASSES.has(status) || Date.now() > giveUp)
        throw new Error(`event ${told.id} was not acknowledged: ${status ?? 'no answer'}`);
      await wait(AGAIN_MS);
    }
  };
  const book: Platform['book'] = async (bookings, { atATime = 10, client = canaryClient, over = {} } = {}) => {
    const ids: string[] = [];
    let left = bookings;
    const bookOneAfterTheOther = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        booked += 1;
        // No two messages have the same text: they are told apart in Twilio's list, too.
        const about = appointment({ client: client(), service_name: `Haircut ${booked}`, ...over });
        const answer = await tell(event('booking.created', about));
        ids.push(...answer.notifications.map(({ id }) => id));
      }
    };
    await Promise.all(Array.from({ length: atATime }, bookOneAfterTheOther));
    return ids;
  };
  return {
    get acknowledged() {
      return [...acknowledged.values()];
    },
    retired,
    tries,
    refusals,
    tell,
    book,
    keepBooking: () => {
      const over = new AbortController();
      const bookOn = async (): Promise<void> => {
        while (!over.signal.aborted) {
          await book(1, { atATime: 1 });
          await wait(PAUSE_MS);
        }
      };
      const booking = Promise.all(Array.from({ length: LINES }, bookOn));
      // Told by the one who stops it.
      booking.catch(() => undefined);
      return async () => {
        over.abort();
        await booking;
      };
    },
    retire: (ids, why) => {
      const at = Date.now();
      retired.push(...ids.map((id) => ({ id, at, why })));
    },
    acknowledge,
  };
}

/** No answer came. Everything else that is thrown is a mistake, such as an answer that is not documented. */
function isBroken(error: unknown): boolean {
  return error instanceof TypeError && (error.message === 'fetch failed' || error.message === 'terminated');
}
