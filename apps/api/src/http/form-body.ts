import { Problem } from './problem-details.js';

export const FORM_TYPE = 'application/x-www-form-urlencoded';

/** Twilio sends about 30. */
const MOST_FIELDS = 200;

/**
 * The fields of a form, percent-decoded. It has no prototype, so a field may have any name. A name that comes more than
 * once has the list of its values, in their order.
 */
export type FormBody = Readonly<Record<string, string | readonly string[]>>;

/** @throws {Problem} 400 for a form with more than 200 fields. */
export function readForm(text: string): FormBody {
  // Counted before anything is made of them.
  let fields = 1;
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1))
    if (++fields > MOST_FIELDS) throw new Problem('unreadable', `The form has more than ${MOST_FIELDS} fields.`);
  const form = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of new URLSearchParams(text)) {
    const before = form[name];
    form[name] = before === undefined ? value : [before, value].flat();
  }
  return form;
}

/** The value of a field: the first where it comes more than once. `undefined`: it is not there. */
export function fieldOf(form: FormBody, name: string): string | undefined {
  const value = form[name];
  return typeof value === 'string' ? value : value?.[0];
}
