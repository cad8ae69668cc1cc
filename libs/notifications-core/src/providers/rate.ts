/** Counts what happens in a second. */
export interface Rate {
  count(): void;
  /** How many there were in the last whole second, or in this one if those are more already. */
  perSecond(): number;
}

export function createRate(clock: () => number = () => performance.now()): Rate {
  let second = 0;
  let current = 0;
  let last = 0;
  const turn = (): void => {
    const now = Math.floor(clock() / 1_000);
    if (now === second) return;
    last = now === second + 1 ? current : 0;
    current = 0;
    second = now;
  };
  return {
    count: () => {
      turn();
      current += 1;
    },
    perSecond: () => {
      turn();
      return Math.max(last, current);
    },
  };
}
