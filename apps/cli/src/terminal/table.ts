import { shortened } from './printable.js';
import { bold, dim, line, terminalWidth } from './terminal.js';

export interface Row {
  readonly cells: readonly string[];
  /** More about it, on its own line below, such as a reason. */
  readonly note?: string | undefined;
}

const GAP = '  ';

/**
 * The lines of a table, its headings first. The last column is cut where the terminal is too narrow: put what can be
 * cut there.
 * @param width in characters. Default: of the terminal, and as wide as needed where the output is no terminal.
 */
export function tableLines(headings: readonly string[], rows: readonly Row[], width = terminalWidth()): string[] {
  const widths = headings.map((heading, column) =>
    Math.max(lengthOf(heading), ...rows.map(({ cells }) => lengthOf(cells[column] ?? ''))),
  );
  const padded = (cell: string, column: number): string => cell + ' '.repeat((widths[column] ?? 0) - lengthOf(cell));
  const laidOut = (cells: readonly string[]): string => shortened(cells.map(padded).join(GAP).trimEnd(), width);
  return [
    bold(laidOut(headings)),
    ...rows.flatMap(({ cells, note }) => [
      laidOut(cells),
      ...(note === undefined ? [] : [dim(shortened(`${GAP}└ ${note}`, width))]),
    ]),
  ];
}

export function printTable(headings: readonly string[], rows: readonly Row[]): void {
  for (const text of tableLines(headings, rows)) line(text);
}

const lengthOf = (text: string): number => Array.from(text).length;
