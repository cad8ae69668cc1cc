import { startApiUnderTest, type ApiUnderTest } from './api.js';
import { opened } from './opened.js';

/**
 * Registers the hooks that start a real API process on a database of its own, and end it.
 * @param over settings of the process.
 */
export function useApi(over: Readonly<Record<string, string>> = {}): ApiUnderTest {
  return opened(
    () => startApiUnderTest(over),
    (api) => api.close(),
  );
}
