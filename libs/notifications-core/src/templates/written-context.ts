import type { TemplateContext } from '../domain/notification.js';
import { formatMoney, writeAmount } from '../domain/money-text.js';
import { formatPhone } from '../domain/phone-text.js';
import { safeUrl, UNSAFE_URL } from './language/block-helpers.js';
import { plainContext } from './language/context.js';

/** Amounts that a caller may give as numbers, and the variable that holds each as people write it. */
const AMOUNTS = { price: 'price_text', refund_amount: 'refund_text' } as const;
const NUMBER = /^\d+(\.\d+)?$/;

/**
 * The context as templates read it: plain values, amounts with the decimals of their currency, and money and the phone
 * number as people write them, where the caller has not written them. Links that are none are left out. Planning writes them for its reader; a caller of
 * the API gives only the facts.
 * @param locale of the template.
 * @throws {UnusableContext} when the context is too deep or too large.
 */
export function writtenContext(context: TemplateContext, locale: string): Record<string, unknown> {
  const plain = plainContext(context);
  const currency = textOf(plain['currency']);
  for (const [name, text] of Object.entries(AMOUNTS)) {
    const given = plain[name];
    if (typeof given === 'number') plain[name] = writeAmount(given, currency);
    const written = textOf(plain[name]);
    if (written === null || textOf(plain[text]) !== null) continue;
    plain[text] = NUMBER.test(written) && currency !== null ? formatMoney(Number(written), currency, locale) : written;
  }
  const phone = textOf(plain['business_phone']);
  if (phone !== null && textOf(plain['business_phone_text']) === null)
    plain['business_phone_text'] = formatPhone(phone, null);
  // A link that no template may print is not given, so that what stands in for it is shown.
  for (const [name, value] of Object.entries(plain))
    if (name.endsWith('_url') && textOf(value) !== null && safeUrl(value) === UNSAFE_URL)
      Reflect.deleteProperty(plain, name);
  return plain;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
