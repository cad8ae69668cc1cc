// One process at a time, by a file that holds the owner's pid. Plain Node: nothing is installed yet.
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** Runs `work` alone among all processes that use the same file. A lock whose owner died is taken over. */
export async function withLock(file, work) {
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    await acquire(file, mine);
  } finally {
    rmSync(mine, { force: true });
  }
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

async function acquire(file, mine) {
  let told = false;
  for (;;) {
    try {
      // Unlike open-then-write, a link appears with its content: nobody reads a half-written pid.
      linkSync(mine, file);
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const owner = ownerOf(file);
    if (owner === undefined) continue;
    if (!isAlive(owner)) {
      if (ownerOf(file) === owner) rmSync(file, { force: true });
      continue;
    }
    if (!told) console.log(`Another run (process ${owner}) is setting up: waiting for it …`);
    told = true;
    await wait(200);
  }
}

function ownerOf(file) {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
