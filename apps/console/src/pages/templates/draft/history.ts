/** What is being written. */
export interface Draft {
  /** `null` for SMS. */
  readonly subject: string | null;
  readonly body: string;
  readonly category: 'transactional' | 'marketing';
  readonly is_active: boolean;
}

/** What was written before and, after an undo, behind. Blocks, code and settings share it. */
export interface History {
  readonly past: readonly Draft[];
  readonly now: Draft;
  readonly future: readonly Draft[];
  /** Who made the last change, and when: typing in one place is one step. */
  readonly last: { readonly by: string; readonly at: number } | null;
}

/** Typing that pauses longer than this begins a new step. */
const PAUSE_MS = 1_000;
const MOST_STEPS = 200;

export type Step =
  | {
      readonly type: 'write';
      readonly change: Partial<Draft>;
      /** The place of the change. `undefined`: a step of its own, such as a block that is moved. */
      readonly by?: string | undefined;
      readonly at: number;
    }
  | { readonly type: 'undo' | 'redo' }
  | { readonly type: 'start'; readonly draft: Draft };

export const startHistory = (draft: Draft): History => ({ past: [], now: draft, future: [], last: null });

export function nextHistory(history: History, step: Step): History {
  const { past, now, future, last } = history;
  switch (step.type) {
    case 'start':
      return startHistory(step.draft);
    case 'undo': {
      const before = past.at(-1);
      return before === undefined
        ? history
        : { past: past.slice(0, -1), now: before, future: [now, ...future], last: null };
    }
    case 'redo': {
      const [after, ...rest] = future;
      return after === undefined ? history : { past: [...past, now], now: after, future: rest, last: null };
    }
    case 'write': {
      const changed = { ...now, ...step.change };
      if (sameDraft(changed, now)) return history;
      const goesOn = step.by !== undefined && last?.by === step.by && step.at - last.at < PAUSE_MS;
      return {
        past: goesOn ? past : [...past.slice(-MOST_STEPS + 1), now],
        now: changed,
        future: [],
        last: step.by === undefined ? null : { by: step.by, at: step.at },
      };
    }
  }
}

export function sameDraft(one: Draft, other: Draft): boolean {
  return (
    one.subject === other.subject &&
    one.body === other.body &&
    one.category === other.category &&
    one.is_active === other.is_active
  );
}
