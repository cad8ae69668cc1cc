// `npm run measure:history [-- ROWS …]`: measures what reading the history costs.
import { whenPrepared } from './prepared.mjs';

whenPrepared(async () => {
  await import('../tests/dist/load/history.js');
});
