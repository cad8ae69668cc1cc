import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { BookingEvent } from '../domain/booking.js';
import { waves } from './waves.js';

/** An event, as far as waves look at it. */
const event = (id: string, appointment: string, client: string): BookingEvent =>
  ({ source: '/s', id, appointment: { id: appointment, client: { id: client } } }) as BookingEvent;

const idsOf = (told: readonly BookingEvent[]): string[][] => waves(told).map((wave) => wave.map(({ id }) => id));

describe('waves of events', () => {
  it('is one for three hundred bookings of one client', () => {
    expect(waves(Array.from({ length: 300 }, (_, n) => event(`e${n}`, `a${n}`, 'ann')))).toHaveLength(1);
  });

  it('keep two events of one booking apart, and a repeated event', () => {
    expect(idsOf([event('1', 'a', 'ann'), event('2', 'a', 'ann'), event('1', 'b', 'bob')])).toEqual([
      ['1'],
      ['2', '1'],
    ]);
  });

  it('keep the events of one client in their order when one of them must wait', () => {
    expect(idsOf([event('1', 'a', 'ann'), event('2', 'a', 'ann'), event('3', 'b', 'ann')])).toEqual([
      ['1'],
      ['2', '3'],
    ]);
  });

  it('hold every event once, no booking and no id twice, and what is one’s in its order', () => {
    const some = fc.record({ id: fc.nat(8), appointment: fc.nat(5), client: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 30 }), (drawn) => {
        const told = drawn.map(({ id, appointment, client }) => event(`${id}`, `a${appointment}`, `c${client}`));
        const found = waves(told);
        expect(new Set(found.flat())).toEqual(new Set(told));
        expect(found.flat()).toHaveLength(told.length);
        for (const wave of found) {
          expect(new Set(wave.map(({ id }) => id)).size).toBe(wave.length);
          expect(new Set(wave.map(({ appointment }) => appointment.id)).size).toBe(wave.length);
        }
        for (const clientId of ['c0', 'c1', 'c2', 'c3']) {
          const theirs = (all: readonly BookingEvent[]): BookingEvent[] =>
            all.filter(({ appointment }) => appointment.client.id === clientId);
          expect(theirs(found.flat())).toEqual(theirs(told));
        }
      }),
    );
  });
});
