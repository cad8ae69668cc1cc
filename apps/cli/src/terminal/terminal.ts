/** What `npm start` and the verbs print; plain when nobody looks (no terminal, or NO_COLOR). */
const coloured = process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === '';

const paint = (code: number) => (text: string) => (coloured ? `\u001b[${code}m${text}\u001b[0m` : text);
export const bold = paint(1);
export const dim = paint(2);
export const green = paint(32);
export const yellow = paint(33);
export const red = paint(31);

let stamped = false;

/** From now on each line says when it was printed, for output that is a log file. */
export function stampLines(): void {
  stamped = true;
}

export function line(text = ''): void {
  process.stdout.write(stamped && text !== '' ? `${new Date().toISOString()} ${text.trim()}\n` : `${text}\n`);
}

/** One finished step, its name in a column of its own. */
export function step(name: string, text: string): void {
  line(`${green('✓')} ${name.padEnd(10)} ${text}`);
}

/** Something that is under way or wants attention. */
export function note(text: string): void {
  line(`${yellow('•')} ${text}`);
}

/** A closed terminal or pipe must not end the process before it has stopped its children. */
export function surviveClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

/** What the services are called in front of people. */
export const SERVICE_NAMES = { api: 'API', worker: 'Worker' } as const;
