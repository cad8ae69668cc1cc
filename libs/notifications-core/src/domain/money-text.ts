import { numberFormat, plainSpaces } from './intl-formats.js';

/** An ISO 4217 code, as Intl takes it. */
const CURRENCY = /^[A-Za-z]{3}$/;
/** What most currencies have. Used where none is known. */
const USUAL_DECIMALS = 2;

/** "50.00", "5000" yen, "12.345" dinars: with the decimals of the currency, in any language. */
export function writeAmount(amount: number, currency: string | null): string {
  return amount.toFixed(decimalsOf(currency));
}

/** "$50.00", "¥5,000", "KWD 12.345". Without a currency only the amount: "50.00". */
export function formatMoney(amount: number, currency: string | null, locale: string): string {
  const known = currency !== null && CURRENCY.test(currency);
  const usual = { minimumFractionDigits: USUAL_DECIMALS, maximumFractionDigits: USUAL_DECIMALS };
  return plainSpaces(
    numberFormat(locale, known ? { style: 'currency', currency: currency.toUpperCase() } : usual).format(amount),
  );
}

/** By currency code. There are 17,576 codes at most. */
const decimals = new Map<string, number>();

function decimalsOf(currency: string | null): number {
  if (currency === null || !CURRENCY.test(currency)) return USUAL_DECIMALS;
  const code = currency.toUpperCase();
  const known = decimals.get(code);
  if (known !== undefined) return known;
  const { maximumFractionDigits } = numberFormat('en', { style: 'currency', currency: code }).resolvedOptions();
  const found = maximumFractionDigits ?? USUAL_DECIMALS;
  decimals.set(code, found);
  return found;
}
