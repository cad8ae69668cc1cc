// `npm run test:faults [-- --only N --seed S --minutes M]`: breaks real servers and processes, and checks what is promised.
import { whenPrepared } from './prepared.mjs';

whenPrepared(async () => {
  const { runMatrix } = await import('../tests/dist/faults/main.js');
  return runMatrix(process.argv.slice(2));
});
