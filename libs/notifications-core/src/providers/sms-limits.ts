import { createHmac } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Config } from '../config/config.js';
import type { SmsLimitSetting } from '../config/sms-limits.js';
import { coalesce } from '../db/coalesce.js';
import { countryOfPhone, covers } from '../eligibility/addresses.js';
import { createSmsCounters, type Counted } from './sms-counters.js';

/** A limit that a message is over, and when it has room again. */
export interface OverLimit {
  /** The setting of the limit, such as `SMS_MAX_PER_RECIPIENT_HOUR`. */
  readonly setting: SmsLimitSetting;
  /** Milliseconds until its hour or day is over. */
  readonly waitMs: number;
}

/** Limits of SMS against pumping, shared by all pods. */
export interface SmsLimits {
  /**
   * Counts an SMS that is about to be sent, or says which limit it is over. One that is over counts nowhere. Calls at
   * the same time are one question to Redis. Never throws: while Redis is away, each process counts alone.
   * @param to E.164.
   */
  take(to: string): Promise<OverLimit | null>;
}

type Settings = Pick<Config, SmsLimitSetting | 'BUSINESS_COUNTRY' | 'TWILIO_AUTH_TOKEN'>;

/** Countries are found by the prefix, which costs far less than reading the number again. */
const MOST_KNOWN_PREFIXES = 10_000;
const SUBSCRIBER_DIGITS = 4;

/** @param config 0 in a setting is no limit. */
export function createSmsLimits(redis: Redis | null, config: Settings): SmsLimits {
  const counters = createSmsCounters(redis);
  const take = coalesce((messages: readonly (readonly Counted[])[]) => counters.takeAll(messages));
  const countryOf = rememberingCountries();
  // Whoever reads Redis cannot try all numbers without this key.
  const nameOf = (kind: string, text: string): string =>
    createHmac('sha256', config.TWILIO_AUTH_TOKEN ?? '')
      .update(`${kind} ${text}`)
      .digest('base64url')
      .slice(0, 12);

  return {
    take: async (to) => {
      const prefix = to.slice(0, -SUBSCRIBER_DIGITS);
      const country = countryOf(prefix, to);
      const where = country !== null && covers([config.BUSINESS_COUNTRY], country) ? 'HOME' : 'ABROAD';
      const limits: [SmsLimitSetting, string, string, Counted['window']][] = [
        ['SMS_MAX_PER_RECIPIENT_HOUR', 'number', to, 'hour'],
        ['SMS_MAX_PER_RECIPIENT_DAY', 'number', to, 'day'],
        [`SMS_MAX_${where}_PER_PREFIX_HOUR`, 'prefix', prefix, 'hour'],
        [`SMS_MAX_${where}_PER_PREFIX_DAY`, 'prefix', prefix, 'day'],
        [`SMS_MAX_${where}_PER_COUNTRY_HOUR`, 'country', country ?? 'none', 'hour'],
        [`SMS_MAX_${where}_PER_COUNTRY_DAY`, 'country', country ?? 'none', 'day'],
      ];
      const set = limits.filter(([setting]) => config[setting] > 0);
      if (set.length === 0) return null;
      const over = await take(
        set.map(([setting, kind, text, window]) => ({ name: nameOf(kind, text), window, limit: config[setting] })),
      );
      const setting = over === null ? undefined : set[over.index]?.[0];
      return over === null || setting === undefined ? null : { setting, waitMs: over.waitMs };
    },
  };
}

function rememberingCountries(): (prefix: string, number: string) => string | null {
  const known = new Map<string, string | null>();
  return (prefix, number) => {
    const found = known.get(prefix);
    if (found !== undefined) return found;
    const country = countryOfPhone(number);
    if (known.size >= MOST_KNOWN_PREFIXES) known.clear();
    known.set(prefix, country);
    return country;
  };
}
