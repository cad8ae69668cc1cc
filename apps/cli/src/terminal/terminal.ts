/** Output of `npm start` and the verbs. It has no colours without a terminal or with NO_COLOR. */
const coloured = process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === '';

const paint = (code: number) => (text: string) => (coloured ? `\u001b[${code}m${text}\u001b[0m` : text);
export const bold = paint(1);
export const dim = paint(2);
export const green = paint(32);
export const yellow = paint(33);
export const red = paint(31);

let stamped = false;

/** From now on each line has a timestamp, for output that goes to a log file. */
export function stampLines(): void {
  stamped = true;
}

export function line(text = ''): void {
  process.stdout.write(stamped && text !== '' ? `${new Date().toISOString()} ${text.trim()}\n` : `${text}\n`);
}

/** A finished step. Its name is in its own column. */
export function step(name: string, text: string): void {
  line(`${green('✓')} ${name.padEnd(10)} ${text}`);
}

/** Something in progress, or something that needs attention. */
export function note(text: string): void {
  line(`${yellow('•')} ${text}`);
}

/** A closed terminal or pipe must not end the process before it has stopped its children. */
export function surviveClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

/** The names of the services in output. */
export const SERVICE_NAMES = { api: 'API', worker: 'Worker' } as const;
