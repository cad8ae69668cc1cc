// `npm run measure:history [-- ROWS …]`: sets everything up, then measures what reading the history costs.
import { checkNode } from './node-version.mjs';

checkNode();

import('./setup.mjs')
  .then(async ({ prepare, fail }) => {
    await prepare().catch(fail);
    await import('../tests/dist/load/history.js');
    process.exit(0);
  })
  .catch((error) => {
    console.error(error);
    process.exit(1);
  });
