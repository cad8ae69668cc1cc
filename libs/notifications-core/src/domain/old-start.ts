import type { TemplateContext } from './notification.js';
import type { WallTime } from './wall-time.js';

/** The part of a context that keeps the old start of a move as it is, beside its words for the reader. */
export function oldStartContext(start: WallTime | null): TemplateContext {
  return start === null ? {} : { old_start: { instant: start.instant.toISOString(), zone: start.zone } };
}

/** The old start of a move. `null`: not known, or written by an older release. */
export function oldStartOf({ old_start: kept }: TemplateContext): WallTime | null {
  if (typeof kept !== 'object' || kept === null) return null;
  const { instant, zone } = kept as Readonly<Record<string, unknown>>;
  if (typeof instant !== 'string' || typeof zone !== 'string') return null;
  const read = new Date(instant);
  return Number.isNaN(read.getTime()) ? null : { instant: read, zone };
}
