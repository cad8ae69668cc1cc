import {
  ChannelDown,
  InDoubt,
  Permanent,
  RetryLater,
  type DeliveryFailure,
  type ProviderDetail,
} from '../domain/errors.js';
import type { ProviderAnswer } from './provider-http.js';

/** What an answer means for the message: one word per failure, so that providers' tables are data. */
export type Verdict = 'retry' | 'channel_down' | 'rejected' | 'invalid_recipient' | 'suppressed' | 'in_doubt';

export interface Rule {
  readonly verdict: Verdict;
  /** Our own words: what happened, and what to do where somebody can do something. */
  readonly says: string;
}

/** A provider that asks for more than this is mistaken, and the retry policy knows better. */
const LONGEST_RETRY_AFTER_MS = 24 * 60 * 60 * 1000;

/** Makes the failure that a rule stands for. */
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
      return new RetryLater(message, detail, retryAfterMs(answer.headers['retry-after'], Date.now()));
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
 * Milliseconds that a `Retry-After` header asks for, given as seconds or as an HTTP date.
 * `undefined` when there is none or it cannot be read; 0 for a date that has passed; a day at most.
 */
export function retryAfterMs(header: string | string[] | undefined, now: number): number | undefined {
  const value = (Array.isArray(header) ? header[0] : header)?.trim();
  if (value === undefined || value === '') return undefined;
  const wanted = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(wanted) ? undefined : Math.min(Math.max(Math.ceil(wanted), 0), LONGEST_RETRY_AFTER_MS);
}

/** Statuses that no provider's table lists, read as HTTP means them. */
export function ruleOfUnlistedStatus(status: number, baseUrlSetting: string): Rule {
  // "See other" means that the request was acted on; the result lies elsewhere.
  if (status === 303) return { verdict: 'in_doubt', says: 'it points to a result elsewhere, which is not followed' };
  if (status >= 300 && status < 400)
    return { verdict: 'retry', says: `a redirect, which is never followed; check ${baseUrlSetting}` };
  // A refusal of this request: the same request would meet the same.
  if (status >= 400 && status < 500) return { verdict: 'rejected', says: 'the message was refused' };
  // Gateways have many of their own (520 to 530): like the listed ones, trouble that passes.
  if (status >= 500 && status < 600) return { verdict: 'retry', says: 'trouble at the provider' };
  return { verdict: 'in_doubt', says: 'an answer that says neither yes nor no' };
}
