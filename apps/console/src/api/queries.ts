import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { Problem } from './problem.js';

/** How long what was read counts as fresh. Live changes make it stale at once. */
const FRESH_MS = 10_000;

/**
 * What the pages have read, and when they read it again.
 * @param signIn is called when the session has ended.
 */
export function createQueries(signIn: () => void): QueryClient {
  const onError = (error: Error): void => {
    if (error instanceof Problem && error.status === 401) signIn();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: { staleTime: FRESH_MS, retry: (failures, error) => failures < 2 && isPassing(error) },
      mutations: { retry: false },
    },
  });
}

/** A refusal stays one; what is away comes back. */
function isPassing(error: Error): boolean {
  return error instanceof Problem && (error.status === 0 || error.status >= 500 || error.status === 429);
}
