// `npm run load [-- BOOKINGS [CONNECTIONS [WORKERS]]]`: sets everything up, then measures throughput.
import { checkNode } from './node-version.mjs';

checkNode();

import('./setup.mjs')
  .then(async ({ prepare, fail }) => {
    await prepare().catch(fail);
    await import('../tests/dist/load/throughput.js');
    process.exit(0);
  })
  .catch((error) => {
    console.error(error);
    process.exit(1);
  });
