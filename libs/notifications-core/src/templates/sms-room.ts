import { plainLetters } from './plain-letters.js';
import { isGsm, measureSms, normalizeSmsText } from './sms-encoding.js';

/**
 * What a template is told when its text would take more than one segment: first `tight`, then `tighter` too, then
 * `tightest` too. By `{{#unless tight}}` it leaves out what can be spared.
 */
export const ROOM_VARIABLES = ['tight', 'tighter', 'tightest'] as const;

/** Words of the shop, and dates. A name of a person, or a text that a caller wrote, keeps its letters. */
const MAY_BE_PLAIN: readonly string[] = [
  ...['service_name', 'business_name', 'business_address', 'cancellation_policy'],
  ...['refund_timeframe', 'refund_method', 'compensation_offered'],
  ...['', 'old_', 'new_'].flatMap((which) =>
    ['date', 'day', 'day_short', 'time'].map((what) => `${which}appointment_${what}`),
  ),
];
const MONEY = { price_text: 'price', refund_text: 'refund_amount' } as const;

/**
 * Writes an SMS so that it takes as few segments as it can, and says as much as it can in them: first in full, then
 * with plain letters, then with ever less of what the template can spare.
 */
export function fittingSms(write: (context: object) => string, context: Readonly<Record<string, unknown>>): string {
  let best = { text: '', segments: Infinity };
  for (const attempt of attempts(context)) {
    const text = normalizeSmsText(write(attempt)).trim();
    const { segments } = measureSms(text);
    if (segments < best.segments) best = { text, segments };
    if (segments <= 1) break;
  }
  return best.text;
}

function* attempts(context: Readonly<Record<string, unknown>>): Generator<object> {
  yield withRoom(context, 0);
  const plain = inPlainLetters(context);
  for (let less = 0; less <= ROOM_VARIABLES.length; less++) yield withRoom(plain, less);
}

/** The context with the first `less` of the variables set, and the others not, whatever the caller gave. */
function withRoom(context: Readonly<Record<string, unknown>>, less: number): object {
  return copy(context, Object.fromEntries(ROOM_VARIABLES.map((name, index) => [name, index < less])));
}

function inPlainLetters(context: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const changes: Record<string, unknown> = {};
  for (const name of MAY_BE_PLAIN) {
    const value = context[name];
    if (typeof value === 'string') changes[name] = plainLetters(normalizeSmsText(value), isGsm);
  }
  // "INR 500.00" where GSM-7 has no sign for the currency.
  const currency = context['currency'];
  for (const [text, amount] of Object.entries(MONEY))
    if (typeof currency === 'string' && typeof context[text] === 'string' && !isGsm(context[text]))
      changes[text] = `${currency} ${String(context[amount])}`;
  return copy(context, changes);
}

/** The copy keeps the prototype that `plainContext` gave: see there. */
function copy<T extends object>(context: T, changes: object): T {
  return Object.assign(Object.create(Object.getPrototypeOf(context) as object) as T, context, changes);
}
