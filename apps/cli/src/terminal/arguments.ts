import { didYouMean } from '@booking/notifications-core';
import { UserError } from '@booking/local-stack';

/** Readers of options and arguments: each says in one line what is wrong with a value, and what would be right. */
type Read<T> = (value: string) => T;

/** A whole number in the range. */
export function wholeNumber(name: string, least: number, most: number): Read<number> {
  return (value) => {
    const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
    if (!(number >= least && number <= most))
      throw new UserError(`${name} must be a whole number from ${least} to ${most}`);
    return number;
  };
}

/** One of the values. */
export function oneOf<T extends string>(name: string, values: readonly T[]): Read<T> {
  return (value) => {
    const found = values.find((allowed) => allowed === value);
    if (found !== undefined) return found;
    const meant = didYouMean(value, values);
    throw new UserError(
      `${name} must be one of ${values.join(', ')}${meant === null ? '' : `. Did you mean ${meant}?`}`,
    );
  };
}

/** Any number of the values, each once. */
export function someOf<T extends string>(name: string, values: readonly T[]): (value: string, before?: T[]) => T[] {
  const read = oneOf(name, values);
  return (value, before = []) => [...new Set([...before, read(value)])];
}

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A time span such as `90m`, `12h` or `3d`, in milliseconds. `-1d` is in the past. */
export function timeSpan(name: string): Read<number> {
  return (value) => {
    const [, sign, number, unit] = /^([+-]?)(\d{1,5})([smhd])$/.exec(value) ?? [];
    if (number === undefined) throw new UserError(`${name} must be a number and a unit: 90m, 12h or 3d`);
    return Number(number) * UNITS[unit as keyof typeof UNITS] * (sign === '-' ? -1 : 1);
  };
}

/** A date and time such as `2026-12-01T14:00`, with or without an offset. It stays as it is written. */
export function dateAndTime(name: string): Read<string> {
  return (value) => {
    const written = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(Z|[+-]\d{2}:\d{2})?$/.exec(value);
    const [, day, minute, second = ':00', offset = ''] = written ?? [];
    // A day that no month has, such as February 30, would otherwise become another one.
    const exists = new Date(`${day}T${minute}${second}Z`);
    if (Number.isNaN(exists.getTime()) || !exists.toISOString().startsWith(`${day}T${minute}`))
      throw new UserError(`${name} must be a date and time such as 2026-12-01T14:00`);
    return `${day}T${minute}${second}${offset}`;
  };
}

/** An IANA time zone such as America/New_York. */
export function timeZone(name: string): Read<string> {
  return (value) => {
    try {
      new Intl.DateTimeFormat('en', { timeZone: value });
      return value;
    } catch {
      throw new UserError(`${name} must be an IANA time zone such as America/New_York`);
    }
  };
}
