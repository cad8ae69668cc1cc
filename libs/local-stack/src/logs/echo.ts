import { closeSync, existsSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs';

const POLL_MS = 500;
const MOST_PER_POLL = 64 * 1024;
const ROTATE_BYTES = 20 * 1024 * 1024;

/** Keeps one older file: a development log needs no more. */
export function rotateLog(file: string): void {
  if (existsSync(file) && statSync(file).size > ROTATE_BYTES) renameSync(file, `${file}.1`);
}

/**
 * Watches what is appended to a log of JSON lines and reports the warnings and errors. Services write to the file
 * themselves, so that they neither wait for us nor lose a line when we are gone.
 * @returns how to end it.
 */
export function echoProblems(file: string, report: (level: string, message: string) => void): () => void {
  let position = existsSync(file) ? statSync(file).size : 0;
  const timer = setInterval(() => {
    if (!existsSync(file)) return;
    const descriptor = openSync(file, 'r');
    try {
      const { size } = fstatSync(descriptor);
      if (size <= position) return;
      // When there is more than anybody can read, the end of it is what counts.
      position = Math.max(position, size - MOST_PER_POLL);
      const buffer = Buffer.alloc(size - position);
      readSync(descriptor, buffer, 0, buffer.length, position);
      const complete = buffer.lastIndexOf(0x0a) + 1;
      position += complete;
      for (const text of buffer.toString('utf8', 0, complete).split('\n')) {
        const problem = problemIn(text);
        if (problem !== undefined) report(problem.level, problem.message);
      }
    } finally {
      closeSync(descriptor);
    }
  }, POLL_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** What the console need not repeat; the file has it. */
const UNTOLD: ReadonlySet<string> = new Set(['timestamp', 'service', 'stack']);

/** The level and message, with its details, of a JSON line that is a warning or worse. */
export function problemIn(text: string): { level: string; message: string } | undefined {
  if (!/"level":\s*"(warn|error)"/.test(text)) return undefined;
  try {
    const { level, message, ...fields } = JSON.parse(text) as Record<string, unknown>;
    if (typeof level !== 'string' || typeof message !== 'string') return undefined;
    const details = Object.entries(fields)
      .filter(([name, value]) => !UNTOLD.has(name) && value !== null && typeof value !== 'object')
      .map(([name, value]) => `${name}=${String(value)}`);
    return { level, message: details.length > 0 ? `${message} (${details.join(', ')})` : message };
  } catch {
    return undefined;
  }
}
