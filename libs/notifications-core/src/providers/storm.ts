/** Sees whether a provider fails so often that it is not the fault of single messages. */
export interface Storm {
  /**
   * Notes an answer.
   * @param failed the id of the message that the provider could not take. `null`: the provider works.
   * @returns whether there is a storm: 10 of the last 20 answers, within a minute, each of another message.
   */
  note(failed: string | null): boolean;
  /** Forgets what was noted. */
  forget(): void;
}

const LAST = 20;
const MOST_FAILED = 10;
const WITHIN_MS = 60_000;

/** @param clock milliseconds. */
export function createStorm(clock: () => number = () => performance.now()): Storm {
  let answers: { readonly at: number; readonly failed: string | null }[] = [];
  return {
    note: (failed) => {
      answers.push({ at: clock(), failed });
      if (answers.length > LAST) answers.shift();
      if (failed === null) return false;
      const since = clock() - WITHIN_MS;
      // A single message that always fails counts once, however often it is tried.
      const messages = new Set(answers.filter(({ at }) => at >= since).map((answer) => answer.failed));
      messages.delete(null);
      return messages.size >= MOST_FAILED;
    },
    forget: () => {
      answers = [];
    },
  };
}
