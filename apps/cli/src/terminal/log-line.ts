import { dim, red, yellow } from './terminal.js';

/** Formats a JSON log line for people: time, level, message, fields. Any other line stays as it is. */
export function readable(text: string): string {
  const entry = parsed(text);
  if (entry === undefined) return text;
  const { timestamp, level, message, service: _, stack, ...fields } = entry;
  const details = Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? quoted(value) : JSON.stringify(value)}`,
  );
  return [
    dim(typeof timestamp === 'string' ? timestamp.replace('T', ' ').replace('Z', '') : '-'),
    levelled(typeof level === 'string' ? level : '-'),
    typeof message === 'string' ? message : JSON.stringify(message),
    ...(details.length > 0 ? [dim(details.join(' '))] : []),
    ...(typeof stack === 'string' && stack !== '' ? [dim(`(${stack})`)] : []),
  ].join('  ');
}

function parsed(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const entry = JSON.parse(text) as Record<string, unknown>;
    return 'message' in entry ? entry : undefined;
  } catch {
    return undefined;
  }
}

function quoted(value: string): string {
  return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}

function levelled(level: string): string {
  const padded = level.padEnd(5);
  return level === 'error' ? red(padded) : level === 'warn' ? yellow(padded) : padded;
}
