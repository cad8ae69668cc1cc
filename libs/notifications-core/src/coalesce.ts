import DataLoader from 'dataloader';

/** Long enough that notifications in work at the same time share a statement, too short for anybody to notice. */
const WINDOW_MS = 4;
const MOST_PER_STATEMENT = 200;

/**
 * Makes one statement of the calls that come within a few milliseconds: a busy worker then spends a fraction of
 * a round trip on each.
 * @param run gets the arguments of up to 200 calls and returns one answer for each, in their order.
 */
export function coalesce<In, Out>(run: (calls: readonly In[]) => Promise<Out[]>): (call: In) => Promise<Out> {
  const loader = new DataLoader<In, Out, unknown>(run, {
    cache: false,
    maxBatchSize: MOST_PER_STATEMENT,
    batchScheduleFn: (dispatch) => void setTimeout(dispatch, WINDOW_MS),
  });
  return (call) => loader.load(call);
}
