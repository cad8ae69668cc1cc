/** What a step of `notify -- test` came to; `skipped` is no failure. */
export interface Outcome {
  readonly result: 'passed' | 'failed' | 'skipped';
  /** What was seen, or what to do. */
  readonly detail: string;
}
