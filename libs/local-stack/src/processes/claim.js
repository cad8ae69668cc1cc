// Plain JavaScript without dependencies: the scripts need it before anything is installed or built.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { beginningOf, exists } from './identity.js';

export function claim(file, isOwner = isSameProcess) {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${process.pid}\n${beginningOf(process.pid) ?? ''}\n`);
  try {
    while (!linked(draft, file)) {
      const owner = ownerOf(file, isOwner);
      if (owner !== undefined && owner !== process.pid) return owner;
      setAside(file, `${draft}.old`, isOwner);
    }
    return undefined;
  } finally {
    rmSync(draft, { force: true });
  }
}

export function ownerOf(file, isOwner = isSameProcess) {
  const written = read(file);
  return written !== undefined && isOwner(written) ? written.pid : undefined;
}

export function isSameProcess({ pid, beginning }) {
  return beginning === '' ? exists(pid) : beginningOf(pid) === beginning;
}

/**
 * A link appears with all of its content at once, unlike a written file, and only one of several processes can make it.
 */
function linked(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

/**
 * Removes a stale claim, unless another process has meanwhile replaced it by a fresh one. A claim with our own pid is
 * stale: in a container every start has the same pid.
 */
function setAside(file, aside, isOwner) {
  try {
    renameSync(file, aside);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return;
  }
  const owner = ownerOf(aside, isOwner);
  if (owner !== undefined && owner !== process.pid) linked(aside, file);
  rmSync(aside, { force: true });
}

function read(file) {
  try {
    const [pid = '', beginning = ''] = readFileSync(file, 'utf8').split('\n');
    return { pid: Number(pid), beginning };
  } catch {
    return undefined;
  }
}
