import { seeded } from '../support/random.js';

/** A source of random choices that gives the same ones for the same seed. */
export interface Random {
  readonly seed: number;
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  /** True that often; 0.25 is every fourth time. */
  chance(share: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** The same things in another order. */
  shuffled<T>(things: readonly T[]): T[];
  /** Another source, whose choices do not depend on how many this one has made. */
  fork(name: string | number): Random;
}

export function createRandom(seed: number): Random {
  const source = seeded(seed);
  const next = (): number => source.next();
  const between: Random['between'] = (least, most) => least + Math.floor(next() * (most - least + 1));
  return {
    seed,
    between,
    chance: (share) => next() < share,
    pick: (from) => {
      if (from.length === 0) throw new Error('there is nothing to pick from');
      return from[between(0, from.length - 1)]!;
    },
    shuffled: (things) => {
      const left = [...things];
      return things.map(() => left.splice(between(0, left.length - 1), 1)[0]!);
    },
    fork: (name) => createRandom(hash(`${seed} ${name}`)),
  };
}

/** A seed for a run that was given none. */
export function newSeed(): number {
  return Math.floor(Math.random() * 0x1_0000_0000);
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}
