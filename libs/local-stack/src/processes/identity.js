// Plain JavaScript without dependencies: the scripts need it before anything is installed or built.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';

export function commandLineOf(pid) {
  if (!isPid(pid)) return undefined;
  if (existsSync('/proc/self/cmdline')) {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    } catch {
      return undefined;
    }
  }
  return ps(pid, 'args');
}

export function isRunning(pid, ...parts) {
  const line = commandLineOf(pid);
  // A process that has ended and was not yet waited for has no arguments.
  return line !== undefined && line !== '' && parts.every((part) => line.includes(part));
}

export function beginningOf(pid) {
  if (!isPid(pid)) return undefined;
  if (existsSync('/proc/self/stat')) {
    try {
      // The second field is the program's name in brackets, and may hold anything; `starttime` is the 22nd.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    } catch {
      return undefined;
    }
  }
  return ps(pid, 'lstart');
}

export function exists(pid) {
  if (!isPid(pid)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** The system takes 0 and negative numbers for process groups. */
const isPid = (pid) => Number.isInteger(pid) && pid > 0;

function ps(pid, field) {
  const { status, stdout } = spawnSync('ps', ['-ww', '-o', `${field}=`, '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}
