// `npm run measure:sms [-- --texts]`: prints the length of every shipped SMS for fifty everyday bookings.
import { whenPrepared } from './prepared.mjs';

whenPrepared(async () => {
  await import('../tests/dist/load/sms.js');
});
