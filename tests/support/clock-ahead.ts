import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoryRoot } from '@booking/local-stack';

const MINUTE_MS = 60_000;
const PRELOADED = pathToFileURL(join(repositoryRoot, 'tests', 'support', 'shifted-date.mjs')).href;

/** A clock that is less than a minute ahead of the machine's. */
export interface ClockAhead {
  /** Gives a process this clock. */
  readonly environment: Readonly<Record<string, string>>;
  /** Its minute: `2026-11-25T14:05`. */
  readonly minute: () => string;
}

/** Gives a process a clock that is so far ahead of the machine's; a negative number: behind. */
export function clockOff(ms: number): Readonly<Record<string, string>> {
  return { NODE_OPTIONS: `--import=${PRELOADED}`, CLOCK_AHEAD_MS: String(ms) };
}

/** On this clock a minute begins in so many milliseconds from now. */
export function minuteIn(ms: number): ClockAhead {
  const ahead = MINUTE_MS - ((Date.now() + ms) % MINUTE_MS);
  return {
    environment: clockOff(ahead),
    minute: () => new Date(Date.now() + ahead).toISOString().slice(0, 16),
  };
}
