import DataLoader from 'dataloader';

/** Long enough that what is in work at the same time shares a statement, too short for anybody to notice. */
const WINDOW_MS = 4;
const MOST_TOGETHER = 200;

/**
 * Makes one piece of work of the calls that come within a few milliseconds, so that a busy process spends a
 * fraction of a round trip on each.
 * @param run gets the arguments of up to `most` (200) calls and returns for each, in their order, its answer or
 * the error that this one call fails with.
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
