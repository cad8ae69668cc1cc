import DataLoader from 'dataloader';

/** Milliseconds. Long enough for concurrent calls to share a statement, too short to be noticed. */
const WINDOW_MS = 4;
const MOST_TOGETHER = 200;

/**
 * Runs calls that come within a few milliseconds together, so that a busy process spends only a fraction of a round
 * trip on each.
 * @param run gets the arguments of up to `most` (200) calls. For each call, in order, it returns the answer or the
 * error with which this call alone fails.
 */
export function coalesce<In, Out>(
  run: (calls: readonly In[]) => Promise<(Out | Error)[]>,
  { windowMs = WINDOW_MS, most = MOST_TOGETHER } = {},
): (call: In) => Promise<Out> {
  const loader = new DataLoader<In, Out, unknown>(run, {
    cache: false,
    maxBatchSize: most,
    batchScheduleFn: (dispatch) => void setTimeout(dispatch, windowMs),
  });
  return (call) => loader.load(call);
}
