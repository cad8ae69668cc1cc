/** The result of a check of `notify -- test`. `skipped` is no failure. */
export interface CheckResult {
  readonly result: 'passed' | 'failed' | 'skipped';
  /** What was seen, or what to do. */
  readonly detail: string;
}

export const passed = (detail: string): CheckResult => ({ result: 'passed', detail });
export const failed = (detail: string): CheckResult => ({ result: 'failed', detail });
export const skipped = (detail: string): CheckResult => ({ result: 'skipped', detail });
