import {
  ChannelDown,
  InDoubt,
  Permanent,
  RetryLater,
  SlowDown,
  type DeliveryFailure,
  type ProviderDetail,
} from '../domain/errors.js';
import type { ProviderAnswer } from './provider-http.js';

/** What an answer means for the message, in one word, so that providers' tables are plain data. */
export type Verdict =
  'retry' | 'slow_down' | 'channel_down' | 'rejected' | 'invalid_recipient' | 'suppressed' | 'in_doubt';

export interface Rule {
  readonly verdict: Verdict;
  /** The error text in our words: what happened, and what staff can do about it. */
  readonly says: string;
}

/** Longer waits are a provider's mistake. The retry policy decides then. */
const LONGEST_RETRY_AFTER_MS = 24 * 60 * 60 * 1000;

/** Makes the failure for a rule. */
export function failureOf(
  { verdict, says }: Rule,
  provider: string,
  answer: ProviderAnswer,
  code?: string,
): DeliveryFailure {
  const detail: ProviderDetail = { status: answer.status, ...(code === undefined ? {} : { code }) };
  const message = `${provider} answered ${answer.status}${code === undefined ? '' : ` (${code})`}: ${says}`;
  switch (verdict) {
    case 'retry':
      return new RetryLater(message, detail, retryAfterMs(answer.headers['retry-after'], clockOf(answer)));
    case 'slow_down':
      return new SlowDown(message, detail, askedToWaitMs(answer));
    case 'channel_down':
      return new ChannelDown(message, detail);
    case 'in_doubt':
      return new InDoubt(message, detail);
    case 'rejected':
    case 'invalid_recipient':
    case 'suppressed':
      return new Permanent(message, verdict, detail);
  }
}

/**
 * Reads a `Retry-After` header, in seconds or as an HTTP date, as milliseconds. `undefined`: there is none, or it
 * cannot be read. 0 for a date in the past, at most a day.
 */
export function retryAfterMs(header: string | string[] | undefined, now: number): number | undefined {
  const value = one(header)?.trim();
  if (value === undefined || value === '') return undefined;
  const wanted = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(wanted) ? undefined : Math.min(Math.max(Math.ceil(wanted), 0), LONGEST_RETRY_AFTER_MS);
}

/** What an answer asks to wait, in milliseconds: by `Retry-After`, else by SendGrid's `X-RateLimit-Reset`. */
export function askedToWaitMs(answer: Pick<ProviderAnswer, 'headers'>): number | undefined {
  const now = clockOf(answer);
  const wait = retryAfterMs(answer.headers['retry-after'], now);
  if (wait !== undefined) return wait;
  const reset = Number(one(answer.headers['x-ratelimit-reset']) || Number.NaN) * 1_000 - now;
  // A reset long ago or far ahead is no time of this minute or hour: the header means something else then.
  return Math.abs(reset) <= LONGEST_RESET_MS ? Math.max(0, Math.ceil(reset)) : undefined;
}

const LONGEST_RESET_MS = 60 * 60 * 1000;

/** The provider's clock, if the answer says it: ours may differ. */
function clockOf({ headers }: Pick<ProviderAnswer, 'headers'>): number {
  const date = Date.parse(one(headers['date']) ?? '');
  return Number.isNaN(date) ? Date.now() : date;
}

const one = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header[0] : header);

/** The rule for a status that the provider's table does not list, by its meaning in HTTP. */
export function ruleOfUnlistedStatus(status: number, baseUrlSetting: string): Rule {
  // "See other" means that the request was carried out and the result is elsewhere.
  if (status === 303) return { verdict: 'in_doubt', says: 'it points to a result elsewhere, which is not followed' };
  if (status >= 300 && status < 400)
    return { verdict: 'retry', says: `a redirect, which is never followed; check ${baseUrlSetting}` };
  // The request was refused. The same request would be refused again.
  if (status >= 400 && status < 500) return { verdict: 'rejected', says: 'the message was refused' };
  // Gateways add codes of their own (520 to 530). Like the listed ones they are temporary.
  if (status >= 500 && status < 600) return { verdict: 'retry', says: 'trouble at the provider' };
  return { verdict: 'in_doubt', says: 'an answer that says neither yes nor no' };
}
