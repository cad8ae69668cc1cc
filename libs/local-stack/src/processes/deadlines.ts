import { setTimeout as wait } from 'node:timers/promises';

/** Resolves to whether the condition came true in time. Checked every 20 ms. */
export async function within(ms: number, condition: () => boolean): Promise<boolean> {
  const deadline = Date.now() + ms;
  while (!condition()) {
    if (Date.now() >= deadline) return false;
    await wait(20);
  }
  return true;
}

/**
 * Asks a server every 20 ms until it answers.
 * @param ask rejects as long as there is no answer.
 * @throws an error with the text `otherwise` after `ms`, or the reason of an aborted `signal`.
 */
export async function untilAnswered(
  ask: () => Promise<unknown>,
  { ms, otherwise, signal }: { readonly ms: number; readonly otherwise: string; readonly signal: AbortSignal },
): Promise<void> {
  const deadline = Date.now() + ms;
  for (;;) {
    try {
      await ask();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw new Error(otherwise, { cause: error });
    }
    await wait(20, undefined, { signal });
  }
}
