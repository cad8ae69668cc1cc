import { follow } from './follow.js';

const POLL_MS = 500;
/** Of more lines than a person can read, only the last are shown. */
const MOST_LINES_PER_POLL = 300;

/**
 * Watches a log of JSON lines and reports new warnings and errors. Services write to the file themselves, so that they
 * do not wait for us and lose no line when we are gone.
 * @returns a function that ends it.
 */
export function echoProblems(file: string, report: (level: string, message: string) => void): () => void {
  const follower = follow(() => file);
  const timer = setInterval(() => {
    for (const text of follower.read().slice(-MOST_LINES_PER_POLL)) {
      const problem = problemIn(text);
      if (problem !== undefined) report(problem.level, problem.message);
    }
  }, POLL_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    follower.close();
  };
}

/** Fields that the console leaves out. The file has them. */
const UNTOLD: ReadonlySet<string> = new Set(['timestamp', 'service', 'stack']);

/** The level, and the message with its details, of a JSON line that is a warning or worse. */
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
