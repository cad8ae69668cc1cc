import { isAssetPath } from '../domain/picture.js';
import { isSupportedCountry } from 'libphonenumber-js/max';
import type { KeyObject } from 'node:crypto';
import { readVerificationKey } from './verification-key.js';
import { parseRedisUrl } from './redis-url.js';
import { canonicalLocale } from '../domain/template-key.js';
import { timeZoneProblem } from '../domain/time-zone.js';
import { TIME_ZONE_RULE } from '../domain/wall-time.js';

/** How one variable is read. `undefined` and an empty string both mean "not set". */
export interface Setting<T> {
  /** One sentence for the configuration reference. */
  readonly doc: string;
  /** The rule for a value, as the end of "must be …". Absent where any text is accepted. */
  readonly check?: string;
  /** The value is never shown and has no default. */
  readonly secret?: true;
  /** Which processes read it. Default: the API and the worker. */
  readonly readBy?: string;
  /** Heading in the configuration reference. */
  readonly group?: string;
  /** The default, as written in the reference and in `.env.example`. Absent for secrets and optional settings. */
  readonly fallback?: string;
  /** Returns the typed value or throws an `Error` whose message completes "VARIABLE …". */
  readonly parse: (raw: string | undefined) => T;
}

/** Marks a setting whose value must never be shown. */
export const secret = <T>(setting: Setting<T>): Setting<T> => ({ ...setting, secret: true });

export const readBy = <T>(reader: string, setting: Setting<T>): Setting<T> => ({ ...setting, readBy: reader });

/** Puts settings under one heading of the reference, in this order. */
export function group<const T extends Record<string, Setting<unknown>>>(title: string, settings: T): T {
  const titled = Object.entries(settings).map(([name, setting]) => [name, { ...setting, group: title }]);
  return Object.fromEntries(titled) as T;
}

export const text = (doc: string, fallback: string): Setting<string> => ({
  doc,
  fallback,
  parse: (raw) => raw ?? fallback,
});

export const optionalText = (doc: string): Setting<string | undefined> => ({ doc, parse: (raw) => raw });

export const matching = (
  rule: RegExp | ((value: string) => boolean),
  check: string,
  doc: string,
): Setting<string | undefined> => ({
  doc,
  check,
  parse: (raw) => {
    if (raw !== undefined && !(rule instanceof RegExp ? rule.test(raw) : rule(raw)))
      throw new Error(`must be ${check}`);
    return raw;
  },
});

const LANGUAGE_TAG = 'a language tag such as en or pt-BR';

export const locale = (doc: string, fallback: string): Setting<string> => ({
  doc,
  check: LANGUAGE_TAG,
  fallback,
  parse: (raw) => {
    const tag = canonicalLocale(raw ?? fallback);
    if (tag === null) throw new Error(`must be ${LANGUAGE_TAG}`);
    return tag;
  },
});

export const integer = (doc: string, fallback: number, min: number, max: number): Setting<number> => ({
  doc,
  check: `a whole number from ${min} to ${max}`,
  fallback: String(fallback),
  parse: (raw) => {
    const value = raw === undefined ? fallback : /^\d+$/.test(raw) ? Number(raw) : Number.NaN;
    if (!(value >= min && value <= max)) throw new Error(`must be a whole number from ${min} to ${max}`);
    return value;
  },
});

export const optionalInteger = (doc: string, min: number, max: number): Setting<number | undefined> => {
  const { check, parse } = integer(doc, min, min, max);
  return {
    doc,
    ...(check === undefined ? {} : { check }),
    parse: (raw) => (raw === undefined ? undefined : parse(raw)),
  };
};

export const oneOf = <const T extends string>(doc: string, fallback: T, ...choices: readonly T[]): Setting<T> => ({
  doc,
  check: `one of ${[...new Set([fallback, ...choices])].join(', ')}`,
  fallback,
  parse: (raw) => {
    const value = raw ?? fallback;
    const found = [fallback, ...choices].find((choice) => choice === value);
    if (found === undefined) throw new Error(`must be one of ${[...new Set([fallback, ...choices])].join(', ')}`);
    return found;
  },
});

export const flag = (doc: string, fallback: boolean): Setting<boolean> => ({
  doc,
  check: 'true or false',
  fallback: String(fallback),
  parse: (raw) => {
    const value = raw ?? String(fallback);
    if (value !== 'true' && value !== 'false') throw new Error('must be true or false');
    return value === 'true';
  },
});

export const url = (
  doc: string,
  fallback: string | undefined,
  ...protocols: string[]
): Setting<string | undefined> => ({
  doc,
  check: `a URL that starts with ${protocols.map((p) => `${p}://`).join(' or ')}`,
  ...(fallback === undefined ? {} : { fallback }),
  parse: (raw) => {
    const value = raw ?? fallback;
    if (value === undefined) return undefined;
    // `postgres:user@host` parses as a URL too, with the password in its path.
    if (!URL.canParse(value) || !protocols.some((protocol) => value.toLowerCase().startsWith(`${protocol}://`)))
      throw new Error(`must be a URL that starts with ${protocols.map((p) => `${p}://`).join(' or ')}`);
    return value.replace(/\/$/, '');
  },
});

const LOGO = 'a URL that starts with https://, or the path of an uploaded picture (`/api/v2/assets/…`)';

export const logoUrl = (doc: string): Setting<string | undefined> => ({
  doc,
  check: LOGO,
  parse: (raw) => {
    if (raw === undefined || isAssetPath(raw)) return raw;
    const url = URL.canParse(raw) ? new URL(raw) : null;
    // Over http readers of mails see nothing, but for who tries it out on this machine.
    if (url === null || !(url.protocol === 'https:' || (url.protocol === 'http:' && isAssetPath(url.pathname))))
      throw new Error(`must be ${LOGO}`);
    return raw;
  },
});

const VERIFICATION_KEY = 'the verification key that SendGrid shows, in base64 or as PEM';

export const verificationKey = (doc: string): Setting<KeyObject | undefined> => ({
  doc,
  check: VERIFICATION_KEY,
  parse: (raw) => {
    const key = raw === undefined ? undefined : readVerificationKey(raw);
    if (key === null) throw new Error(`must be ${VERIFICATION_KEY}`);
    return key;
  },
});

export const redis = (doc: string): Setting<string | undefined> => ({
  doc,
  check: 'a URL of one of these kinds',
  parse: (raw) => {
    if (raw !== undefined) parseRedisUrl(raw);
    return raw;
  },
});

export const timezone = (doc: string): Setting<string | undefined> => ({
  doc,
  check: TIME_ZONE_RULE,
  parse: (raw) => {
    const problem = raw === undefined ? null : timeZoneProblem(raw);
    if (problem !== null) throw new Error(problem);
    return raw;
  },
});

const COUNTRY_CODES = 'two-letter ISO country codes separated by commas, such as US,CA';

export const countries = (doc: string, fallback: string): Setting<readonly string[]> => ({
  doc,
  check: COUNTRY_CODES,
  fallback,
  parse: (raw) => {
    const codes = (raw ?? fallback).split(',').map((code) => code.trim().toUpperCase());
    if (!codes.every((code) => isSupportedCountry(code))) throw new Error(`must be ${COUNTRY_CODES}`);
    return codes;
  },
});

const COUNTRY_CODE = 'a two-letter ISO country code such as US';

/** @param otherwise what stands in for it, in words for the reference. */
export const country = (doc: string, otherwise: string): Setting<string | undefined> => ({
  doc: `${doc} Default: ${otherwise}.`,
  check: COUNTRY_CODE,
  parse: (raw) => {
    const code = raw?.toUpperCase();
    if (code !== undefined && !isSupportedCountry(code)) throw new Error(`must be ${COUNTRY_CODE}`);
    return code;
  },
});

/** 0 to 10 different whole hours from 1 to 720 (30 days). Preferences have the same bounds. */
export function isReminderHours(value: unknown): value is number[] {
  return (
    Array.isArray(value) &&
    value.length <= 10 &&
    new Set(value).size === value.length &&
    value.every((hour) => Number.isInteger(hour) && (hour as number) >= 1 && (hour as number) <= 720)
  );
}

const REMINDER_HOURS = 'a JSON list of up to 10 different whole hours from 1 to 720, such as [24, 2]';

export const reminderHours = (doc: string, fallback: string): Setting<readonly number[]> => ({
  doc,
  check: REMINDER_HOURS,
  fallback,
  parse: (raw) => {
    let value: unknown;
    try {
      value = JSON.parse(raw ?? fallback);
    } catch {
      value = undefined;
    }
    if (!isReminderHours(value)) throw new Error(`must be ${REMINDER_HOURS}`);
    return value;
  },
});

/** The protocols of web addresses, for `url`. */
export const http = ['https', 'http'] as const;
