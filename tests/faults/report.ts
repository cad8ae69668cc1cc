import type { Verdict } from './checker.js';
import type { RowResult } from './run-rows.js';

/** How many violations of a row are printed. The JSON file has them all. */
const MOST_SHOWN = 15;

const HEADINGS = [
  ...['#', 'fault', 'acknowledged', 'sent', 'failed', 'cancelled', 'unsure', 'lost', 'from nowhere'],
  ...['accepted twice', 'by lost claims', 'leaks', 'recovery s', 'seconds', 'verdict'],
] as const;

/** The table of a run as Markdown, one line for each row. */
export function tableOf(results: readonly RowResult[]): string {
  const lines = results.map(lineOf);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...lines.map((line) => line[column]!.length)),
  );
  const format = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [format(HEADINGS), format(widths.map((width) => '-'.repeat(width))), ...lines.map(format)].join('\n');
}

function lineOf({ row, verdict, checks, seconds }: RowResult): string[] {
  const sum = (read: (check: Verdict) => number): string =>
    checks.length === 0 ? '' : String(checks.reduce((total, check) => total + read(check), 0));
  const recoveries = checks.flatMap(({ recoveryMs }) => recoveryMs ?? []);
  return [
    String(row.number),
    row.title,
    sum(({ acknowledged }) => acknowledged),
    sum(({ ended }) => ended.sent),
    sum(({ ended }) => ended.failed),
    sum(({ ended }) => ended.cancelled),
    sum(({ unsure }) => unsure),
    sum(({ lost }) => lost),
    sum(({ fromNowhere }) => fromNowhere),
    [sum(({ acceptedTwice }) => acceptedTwice), causes(checks)].filter((part) => part !== '').join(' '),
    sum(({ lostClaimOutcomes }) => lostClaimOutcomes),
    sum(({ leaks }) => leaks),
    recoveries.length === 0 ? '' : (Math.max(...recoveries) / 1_000).toFixed(1),
    String(seconds),
    verdict === 'skipped' ? 'not run' : verdict,
  ];
}

/** What was accepted twice, by cause: `(worker stopped 12, ECONNRESET 3)`. */
function causes(checks: readonly Verdict[]): string {
  const counts = new Map<string, number>();
  for (const { doubles } of checks)
    for (const [cause, count] of Object.entries(doubles)) counts.set(cause, (counts.get(cause) ?? 0) + count);
  return counts.size === 0 ? '' : `(${[...counts].map(([cause, count]) => `${cause} ${count}`).join(', ')})`;
}

/** One row for people who watch the run, with what was measured and what is broken. */
export function storyOf({ row, verdict, skippedFor, notes, violations, seconds }: RowResult, seed: number): string {
  const head = `${String(row.number).padStart(2)}  ${row.title}`;
  if (skippedFor !== null) return `${head}: not run: ${skippedFor}`;
  const shown = violations.slice(0, MOST_SHOWN);
  return [
    `${head}: ${verdict} (${seconds} s)`,
    ...notes.map((note) => `      ${note}`),
    ...shown.map((violation) => `      BROKEN ${violation}`),
    ...(violations.length > shown.length ? [`      and ${violations.length - shown.length} more`] : []),
    ...(violations.length === 0 ? [] : [`      again: npm run test:faults -- --only ${row.number} --seed ${seed}`]),
  ].join('\n');
}
