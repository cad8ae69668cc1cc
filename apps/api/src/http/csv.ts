import type { FastifyReply, FastifyRequest } from 'fastify';

export const CSV = 'text/csv; charset=utf-8; header=present';

/** Whether a table is asked for as CSV. Caches are told that the answer depends on it. */
export function wantsCsv(request: FastifyRequest, reply: FastifyReply): boolean {
  reply.header('vary', 'accept');
  return (request.headers.accept ?? '')
    .toLowerCase()
    .split(',')
    .map((range) => range.split(';').map((part) => part.trim()))
    .some(([type, ...parameters]) => type === 'text/csv' && !parameters.some((each) => /^q=0(\.0*)?$/.test(each)));
}

type Cell = string | number | Date;

/**
 * A table as RFC 4180 has it: a line of names first, lines end in CRLF. A text that a spreadsheet would take for a
 * formula gets an apostrophe in front.
 */
export function csv<Name extends string>(
  columns: readonly Name[],
  rows: readonly Readonly<Record<Name, Cell>>[],
): string {
  const lines = [columns, ...rows.map((row) => columns.map((name) => row[name]))];
  return lines.map((cells) => `${cells.map(cellOf).join(',')}\r\n`).join('');
}

function cellOf(value: Cell): string {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'number') return String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
