import type { Accept, Attempt, Change, Evidence, Row, State } from './evidence.js';

/** What a run came to. */
export interface Verdict {
  readonly acknowledged: number;
  /** How the acknowledged ones ended. */
  readonly ended: Readonly<Record<'sent' | 'failed' | 'cancelled', number>>;
  /** Failed because nobody knows whether they arrived. */
  readonly unsure: number;
  readonly lost: number;
  readonly fromNowhere: number;
  readonly acceptedOnce: number;
  readonly acceptedTwice: number;
  /** What was accepted twice, by what made the first accept uncertain. */
  readonly doubles: Readonly<Record<string, number>>;
  readonly lostClaimOutcomes: number;
  readonly leaks: number;
  /** Milliseconds from the end of the fault to the last end. `null`: not measured. */
  readonly recoveryMs: number | null;
  /** Everything that breaks an invariant, in words. Empty: nothing. */
  readonly violations: readonly string[];
}

export interface Allowed {
  /** Reasons of failures and cancellations that the fault explains. `in_doubt` always may be. */
  readonly reasons?: readonly string[];
  /** Most milliseconds from the end of the fault to the last end. Not given: any. */
  readonly recoveryMs?: number;
  /** Most that may be accepted twice. Not given: any that were uncertain. */
  readonly twice?: number;
}

const OPEN: ReadonlySet<State> = new Set(['pending', 'sending', 'in_doubt']);
/** A provider that answers one of these may have taken the message. The contract says to try again. */
const AMBIGUOUS_STATUS: ReadonlySet<number | null> = new Set([500, 502, 503, 504]);
/** Instants of Postgres are exact, those of JavaScript whole milliseconds. */
const ROUNDING_MS = 2;

/** Compares what is known of a run with what is promised: I1 to I6 of docs/testing-faults.md. */
export function check(evidence: Evidence, allowed: Allowed = {}): Verdict {
  const rows = new Map(evidence.rows.map((row) => [row.id, row]));
  const accepts = groupBy(evidence.accepts, ({ id }) => id);
  const known: Known = {
    rows,
    accepts,
    changes: groupBy(evidence.changes, ({ id }) => id),
    attempts: groupBy(evidence.attempts, ({ id }) => id),
  };
  const lost = findLost(evidence, known);
  const fromNowhere = findFromNowhere(evidence, known);
  const lostClaims = findLostClaims(known);
  const twice = [...accepts].filter(([id, { length }]) => id !== null && length > 1);
  const endedRows = evidence.acknowledged.flatMap(({ id }) => rows.get(id) ?? []);
  const recoveryMs = recovery(evidence, endedRows);

  return {
    acknowledged: evidence.acknowledged.length,
    ended: {
      sent: endedRows.filter(({ state }) => state === 'sent').length,
      failed: endedRows.filter(({ state }) => state === 'failed').length,
      cancelled: endedRows.filter(({ state }) => state === 'cancelled').length,
    },
    unsure: endedRows.filter(({ state, reason }) => state === 'failed' && reason === 'in_doubt').length,
    lost: lost.length,
    fromNowhere: fromNowhere.length,
    acceptedOnce: [...accepts.values()].filter(({ length }) => length === 1).length,
    acceptedTwice: twice.length,
    doubles: countBy(twice.map(([id]) => causeOf(known.attempts.get(id!) ?? []))),
    lostClaimOutcomes: lostClaims.length,
    leaks: evidence.leaks.length,
    recoveryMs,
    violations: [
      ...lost.map((what) => `I1 lost: ${what}`),
      ...fromNowhere.map((what) => `I1 from nowhere: ${what}`),
      ...endedRows.flatMap((row) => unexplained(row, allowed)),
      ...twice.flatMap(([id, taken]) => tooMany(id!, taken, known.attempts.get(id!) ?? [])),
      ...(twice.length > (allowed.twice ?? Infinity)
        ? [`I2 ${twice.length} were accepted twice, and this fault makes no attempt uncertain`]
        : []),
      ...lostClaims.map((what) => `I3 ${what}`),
      ...findTooLate(evidence, known).map((what) => `I4 ${what}`),
      ...evidence.leaks.map(({ where, kind, times }) => `I5 ${kind} stands in ${where}, ${times} times`),
      ...(recoveryMs !== null && allowed.recoveryMs !== undefined && recoveryMs > allowed.recoveryMs
        ? [`I6 recovery took ${recoveryMs} ms, ${allowed.recoveryMs} are promised`]
        : []),
    ],
  };
}

interface Known {
  readonly rows: ReadonlyMap<string, Row>;
  readonly accepts: ReadonlyMap<string | null, Accept[]>;
  readonly changes: ReadonlyMap<string, Change[]>;
  readonly attempts: ReadonlyMap<string, Attempt[]>;
}

/** Acknowledged, and not there, not at an end in time, or said to be sent and never taken. */
function findLost({ acknowledged, takenAt }: Evidence, { rows, accepts }: Known): string[] {
  return acknowledged.flatMap(({ id, scheduledFor }) => {
    const row = rows.get(id);
    if (row === undefined) return [`${id} was acknowledged and has no row`];
    if (OPEN.has(row.state) && scheduledFor <= takenAt) return [`${id} is still ${row.state}`];
    if (row.state === 'sent' && !accepts.has(id)) return [`${id} is recorded as sent, and no provider took it`];
    return [];
  });
}

function findFromNowhere({ acknowledged }: Evidence, { rows, accepts }: Known): string[] {
  const acknowledgedIds = new Set(acknowledged.map(({ id }) => id));
  return [
    ...[...rows.keys()].filter((id) => !acknowledgedIds.has(id)).map((id) => `${id} was acknowledged to nobody`),
    ...[...accepts.keys()]
      .filter((id) => id === null || !rows.has(id))
      .map((id) => `a provider took ${id ?? 'a message without an id'}, which has no row`),
  ];
}

/** An end that the fault does not explain. */
function unexplained({ id, state, reason }: Row, { reasons = [] }: Allowed): string[] {
  if (state !== 'failed' && state !== 'cancelled') return [];
  if ((state === 'failed' && reason === 'in_doubt') || reasons.includes(reason ?? '')) return [];
  return [`I1 ${id} ended ${state} (${reason ?? 'no reason'}), which nothing here explains`];
}

const isAmbiguous = ({ outcome, status }: Attempt): boolean => outcome === 'in_doubt' || AMBIGUOUS_STATUS.has(status);

/** Claims whose end is uncertain. An attempt may be written twice: a late answer settles a doubt. */
const ambiguousFences = (attempts: readonly Attempt[]): Set<number> =>
  new Set(attempts.filter(isAmbiguous).map(({ fence }) => fence));

/** Two accepts need an attempt whose end is uncertain. More than two are never right. */
function tooMany(id: string, { length }: readonly Accept[], attempts: readonly Attempt[]): string[] {
  if (length > 2) return [`I2 ${id} was accepted ${length} times`];
  return ambiguousFences(attempts).size === 0 ? [`I2 ${id} was accepted twice, and no attempt was uncertain`] : [];
}

function causeOf(attempts: readonly Attempt[]): string {
  const first = attempts.find(isAmbiguous);
  if (first === undefined) return 'unknown';
  if (first.outcome !== 'in_doubt') return `answered ${first.status}`;
  return first.code ?? (first.status === null ? 'worker stopped' : `answered ${first.status}`);
}

/**
 * Only the process that claimed a row may end that claim, or a sweep once its lease is over. A doubt may be settled by
 * anybody who has evidence: no claim holds it.
 */
function findLostClaims({ changes, attempts }: Known): string[] {
  return [...changes].flatMap(([id, ofRow]) => {
    const claimers = new Map<number, string>();
    const found: string[] = [];
    for (const change of ofRow) {
      if (change.to === 'sending') {
        claimers.set(change.fence, change.by);
        continue;
      }
      if (change.from !== 'sending') continue;
      const claimer = claimers.get(change.oldFence);
      if (change.by !== claimer && !isSweep(change))
        found.push(`${change.by} ended claim ${change.oldFence} of ${id}, which is of ${claimer ?? 'nobody'}`);
      const other = attempts.get(id)?.find(({ transaction, fence }) => {
        return transaction === change.transaction && fence !== change.oldFence;
      });
      if (other !== undefined)
        found.push(`${change.by} ended claim ${change.oldFence} of ${id} by the outcome of claim ${other.fence}`);
    }
    for (const { fence, by, outcome } of attempts.get(id) ?? []) {
      const claimer = claimers.get(fence);
      if (by !== claimer && outcome !== 'in_doubt' && outcome !== 'sent')
        found.push(`${by} wrote ${outcome} for claim ${fence} of ${id}, which is of ${claimer ?? 'nobody'}`);
    }
    return found;
  });
}

const isSweep = ({ to, at, leaseUntil }: Change): boolean =>
  (to === 'in_doubt' || to === 'failed') && leaseUntil !== null && leaseUntil <= at + ROUNDING_MS;

/** Taken too early, or by a claim that came after the end. */
function findTooLate({ acknowledged, retired }: Evidence, { rows, accepts, changes }: Known): string[] {
  const claimOf = (id: string, at: number): Change | undefined =>
    (changes.get(id) ?? []).findLast((change) => change.to === 'sending' && change.at <= at + ROUNDING_MS);
  const early = acknowledged.flatMap(({ id, scheduledFor }) =>
    (accepts.get(id) ?? [])
      .filter(({ at }) => at + ROUNDING_MS < scheduledFor)
      .map(({ at }) => `${id} was sent ${Math.round(scheduledFor - at)} ms before its time`),
  );
  const afterwards = retired.flatMap(({ id, at: endedAt, why }) =>
    (accepts.get(id) ?? [])
      .filter(({ at }) => (claimOf(id, at)?.at ?? 0) > endedAt + ROUNDING_MS)
      .map(() => `${id} was claimed and sent after ${why}`),
  );
  const perRow = [...changes].flatMap(([id, ofRow]) => {
    const unclaimed = (accepts.get(id) ?? [])
      .filter(({ at }) => claimOf(id, at) === undefined)
      .map(() => `${id} was sent without a claim`);
    const revived = ofRow.some(({ from, to }) => from === 'cancelled' && to === 'sending')
      ? [`${id} was claimed after it was cancelled`]
      : [];
    const expiresAt = rows.get(id)?.expiresAt ?? Infinity;
    const expired = (accepts.get(id) ?? [])
      .filter(({ at }) => (claimOf(id, at)?.at ?? 0) > expiresAt + ROUNDING_MS)
      .map(() => `${id} was claimed and sent after its expiry`);
    return [...unclaimed, ...revived, ...expired];
  });
  return [...early, ...afterwards, ...perRow];
}

function recovery({ faultOverAt }: Evidence, rows: readonly Row[]): number | null {
  if (faultOverAt === null) return null;
  return Math.max(0, ...rows.map(({ endedAt }) => (endedAt ?? faultOverAt) - faultOverAt));
}

function groupBy<T, Key>(things: readonly T[], keyOf: (thing: T) => Key): Map<Key, T[]> {
  const groups = new Map<Key, T[]>();
  for (const thing of things) {
    const group = groups.get(keyOf(thing));
    if (group === undefined) groups.set(keyOf(thing), [thing]);
    else group.push(thing);
  }
  return groups;
}

function countBy(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
