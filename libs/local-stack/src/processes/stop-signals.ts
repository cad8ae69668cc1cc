import { STOP_SIGNALS } from './signals.js';

/**
 * Ctrl-C reaches us twice: from the terminal, and from npm, which passes on its own. Signals this close count as one.
 */
const SAME_WITHIN_MS = 500;

/**
 * Listens for the first request to stop and for repeated ones.
 * @returns a function that ends listening.
 */
export function onStopSignals(first: (signal: NodeJS.Signals) => void, again: () => void): () => void {
  let since: number | undefined;
  const listener = (signal: NodeJS.Signals): void => {
    if (since === undefined) {
      since = Date.now();
      first(signal);
    } else if (Date.now() - since > SAME_WITHIN_MS) again();
  };
  for (const signal of STOP_SIGNALS) process.on(signal, listener);
  return () => STOP_SIGNALS.forEach((signal) => process.off(signal, listener));
}
