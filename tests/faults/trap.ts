import type { AcceptedRecord, Behaviour, FakeRequest } from '../support/fake-provider.js';
import type { FaultWorldOptions } from './fault-world.js';

/** Where in the life of a message the trap closes: the provider has the request, or has taken the message. */
export type Point = 'request' | 'accept';

/** Catches one message at the provider at an exact moment, so that a test can do something right then. */
export interface Trap {
  /**
   * Waits for the next message at this point.
   * @param hold it gets no answer before `release`. One that was held at its request is refused then.
   * @returns its notification, or `null` when none came in time.
   */
  catch(point: Point, hold: boolean, timeoutMs?: number): Promise<string | null>;
  release(): void;
  /** For the world whose messages it catches. `otherwise`: how the provider answers all others. */
  hooks(otherwise: (request: FakeRequest) => Behaviour): Pick<FaultWorldOptions, 'decide' | 'onAccepted'>;
}

export function createTrap(): Trap {
  let armed: { readonly point: Point; readonly hold: boolean; readonly caught: (id: string) => void } | null = null;
  let releases: (() => void)[] = [];
  const held = (): Promise<void> => new Promise((resolve) => releases.push(resolve));
  const spring = (point: Point, id: string | null): boolean => {
    if (armed?.point !== point || id === null) return false;
    const { caught, hold } = armed;
    armed = null;
    caught(id);
    return hold;
  };
  return {
    catch: (point, hold, timeoutMs = 15_000) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => {
          armed = null;
          resolve(null);
        }, timeoutMs);
        const caught = (id: string): void => {
          clearTimeout(timer);
          resolve(id);
        };
        armed = { point, hold, caught };
      }),
    release: () => {
      releases.forEach((release) => release());
      releases = [];
    },
    hooks: (otherwise) => ({
      decide: (request: FakeRequest) =>
        spring('request', request.notificationId) ? { status: 503, after: held() } : otherwise(request),
      onAccepted: async ({ notificationId }: AcceptedRecord) => {
        if (spring('accept', notificationId)) await held();
      },
    }),
  };
}
