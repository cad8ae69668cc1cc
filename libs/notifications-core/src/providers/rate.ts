/** Counts what happens in a span of time. */
export interface Rate {
  count(): void;
  /** How many there were in the last whole span, or in this one if those are more already. */
  lately(): number;
}

/**
 * @param clock milliseconds.
 * @param spanMs how long a span is.
 */
export function createRate(clock: () => number = () => performance.now(), spanMs = 1_000): Rate {
  let span = 0;
  let current = 0;
  let last = 0;
  const turn = (): void => {
    const now = Math.floor(clock() / spanMs);
    if (now === span) return;
    last = now === span + 1 ? current : 0;
    current = 0;
    span = now;
  };
  return {
    count: () => {
      turn();
      current += 1;
    },
    lately: () => {
      turn();
      return Math.max(last, current);
    },
  };
}
