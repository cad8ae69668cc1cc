// `npm run load [-- BOOKINGS [CONNECTIONS [WORKERS]]]`: measures throughput.
import { whenPrepared } from './prepared.mjs';

whenPrepared(async () => {
  await import('../tests/dist/load/throughput.js');
});
