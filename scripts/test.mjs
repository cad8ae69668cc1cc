// `npm test [-- PATTERN] [jest options]`: sets everything up, then lint, types, formatting and every test against
// real servers. The last line is always "N passed, N failed".
import { checkNode } from './node-version.mjs';

checkNode();

import('./setup.mjs')
  .then(async (setup) => {
    await setup.prepare().catch(setup.fail);
    const { runTests } = await import('./test-run.mjs');
    process.exit(await runTests(process.argv.slice(2)));
  })
  .catch((error) => {
    console.error(error);
    process.exit(1);
  });
