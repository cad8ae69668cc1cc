import { styleText } from 'node:util';

/** Output of `npm start` and the verbs. Node leaves out the colours without a terminal or with NO_COLOR. */
const paint = (style: 'bold' | 'dim' | 'green' | 'yellow' | 'red') => (text: string) => styleText(style, text);
export const bold = paint('bold');
export const dim = paint('dim');
export const green = paint('green');
export const yellow = paint('yellow');
export const red = paint('red');

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

/** In characters. `Infinity` where the output is no terminal: what reads it wants all of it. */
export function terminalWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns : Infinity;
}

/** Says where a page is, on stderr: stdout is for the message itself. */
export function tellPage({ file, opened }: { readonly file: string; readonly opened: boolean }): void {
  console.error(opened ? `Opened in the browser: ${file}` : `There is no browser here. The page is ${file}`);
}

/** A closed terminal or pipe must not end the process before it has stopped its children. */
export function surviveClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

/** The names of the services in output. */
export const SERVICE_NAMES = { api: 'API', worker: 'Worker' } as const;
