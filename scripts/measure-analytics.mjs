// `npm run measure:analytics [-- ROWS]`: measures what reading the analytics costs.
import { whenPrepared } from './prepared.mjs';

whenPrepared(async () => {
  await import('../tests/dist/load/analytics.js');
});
