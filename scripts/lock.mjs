// One process at a time, where the others wait. `npm start` claims its data folder by the same rule, and waits for nobody.
import { rmSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { claim } from '../libs/local-stack/src/processes/claim.js';

/** Runs `work` alone among all processes that use the same file. A lock whose owner died is taken over. */
export async function withLock(file, work) {
  await acquire(file);
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

async function acquire(file) {
  for (let told = false; ; told = true) {
    const owner = claim(file);
    if (owner === undefined) return;
    if (!told) console.log(`Another run (process ${owner}) is setting up: waiting for it …`);
    await wait(200);
  }
}
