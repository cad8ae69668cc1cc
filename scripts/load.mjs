// `npm run load [-- BOOKINGS [CONNECTIONS [WORKERS]]]`: measures throughput.
// `npm run load -- lanes [MESSAGES [WORKERS [PROVIDER_MS]]]`: measures each lane, and reminders beside a bulk.
import { whenPrepared } from './prepared.mjs';

whenPrepared(async () => {
  await import(process.argv[2] === 'lanes' ? '../tests/dist/load/lanes.js' : '../tests/dist/load/throughput.js');
});
