// `npm test [-- PATTERN] [jest options]`: lint, types, formatting and every test against real servers. The last line is
// always "N passed, N failed".
import { whenPrepared } from './prepared.mjs';

whenPrepared(async () => {
  const { runTests } = await import('./test-run.mjs');
  return runTests(process.argv.slice(2));
});
