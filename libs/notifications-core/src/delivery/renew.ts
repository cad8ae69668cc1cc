import { isDeepStrictEqual } from 'node:util';
import { coalesce } from '../db/coalesce.js';
import type { Claimed } from '../db/notifications/claimed.js';
import { renewClaimed, type Renewed } from '../db/notifications/renewed.js';
import type { Reason } from '../domain/notification.js';
import { canonicalAddress, phoneCountries } from '../eligibility/addresses.js';
import type { Services } from '../services/services.js';
import { timeLeft } from './time-left.js';

/** What a planned message says now. */
export type Facts = Pick<Claimed, 'locale' | 'context'>;

/**
 * Reads what planning would write into claimed rows now, one answer for each. `null`: the row says what it says. An
 * error concerns its row alone.
 */
export type ReadFacts = (rows: readonly Claimed[]) => Promise<(Facts | null | Error)[]>;

/** The row as it goes out, or why its address cannot be used any more. */
export type Renewal = { readonly row: Claimed } | { readonly cancel: Reason };

/**
 * Brings a claimed row up to date: it goes to the recipient's present address and says the present facts and the time
 * that is left. What changed is stored before anything is sent. A message that may be out already keeps its address and
 * its facts.
 * Rows are kept up to date while they wait, so most have not changed, and cost no statement.
 * @throws when the row belongs to another claim by now, or the database is away.
 */
export function createRenewal(
  { config, dataSource }: Services,
  readFacts: ReadFacts,
): (row: Claimed) => Promise<Renewal> {
  const factsOf = coalesce<Claimed, Facts | null>(readFacts);
  const write = coalesce<Renewed, boolean>(async (renewed) => {
    const written = new Map((await renewClaimed(dataSource, renewed)).map(({ id, suppressed }) => [id, suppressed]));
    return renewed.map(({ id }) => written.get(id) ?? new Error('the notification belongs to another claim by now'));
  });

  return async (row) => {
    const address = addressNow(row, config);
    if (typeof address !== 'string') return address;
    const facts = mayHaveNewFacts(row) ? await factsOf(row) : null;
    const fresh = withTimeLeft({ ...row, ...facts, address });
    if (isSame(fresh, row)) return { row };
    const { id, fence, locale, context } = fresh;
    return { row: { ...fresh, suppressed: await write({ id, fence, address, locale, context }) } };
  };
}

/** While a row waits, planning keeps it up to date, but not while a worker holds it. So an earlier claim is a reason. */
function mayHaveNewFacts({ fence, doubts, appointmentRevision }: Claimed): boolean {
  return fence > 1 && doubts === 0 && appointmentRevision !== null;
}

/**
 * The recipient's present address in canonical form. The row keeps its own where nothing is stored of them, or what is
 * stored is no address. A test goes to the tester, and what may be out already to where it went.
 */
function addressNow(row: Claimed, config: Services['config']): string | { readonly cancel: Reason } {
  const { knownAddress: raw, channel, address } = row;
  if (raw === address || row.isTest || row.doubts > 0) return address;
  if (raw === null) return isGone(row) ? { cancel: 'invalid_recipient' } : address;
  const reading = canonicalAddress(channel, raw, phoneCountries(config));
  if (reading.ok) return reading.value.toLowerCase() === address.toLowerCase() ? address : reading.value;
  return reading.problem === 'country_not_allowed' ? { cancel: reading.problem } : address;
}

/**
 * Whether the recipient's address was removed while nobody looked after the row: between two tries, or while a bulk was
 * planned. A message that staff sent again, of somebody without an address, goes to the one that it had.
 */
function isGone({ attempts, lane }: Claimed): boolean {
  return attempts > 0 || lane === 'bulk';
}

function withTimeLeft(row: Claimed): Claimed {
  const left = timeLeft(row);
  if (left === null) return row;
  const { minutes_until: _, ...context } = row.context;
  return { ...row, context: { ...context, ...left } };
}

function isSame(one: Claimed, other: Claimed): boolean {
  return one.address === other.address && one.locale === other.locale && isDeepStrictEqual(one.context, other.context);
}
