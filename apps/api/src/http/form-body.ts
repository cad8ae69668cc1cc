import { Problem } from './problem-details.js';

export const FORM_TYPE = 'application/x-www-form-urlencoded';
export const PARTS_TYPE = 'multipart/form-data';

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
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) if (++fields > MOST_FIELDS) throw tooMany();
  return formOf(new URLSearchParams(text));
}

/**
 * The same of a form in parts, as mail providers send it. Files are left out.
 * @param type the whole header, with its boundary.
 * @throws {Problem} 400 for what is no such form.
 */
export async function readParts(bytes: Uint8Array, type: string): Promise<FormBody> {
  const parts = await partsOf(bytes, type);
  const fields = [...parts].filter((part): part is [string, string] => typeof part[1] === 'string');
  if (fields.length > MOST_FIELDS) throw tooMany();
  return formOf(fields);
}

function partsOf(bytes: Uint8Array, type: string): Promise<FormData> {
  return (
    new Response(Uint8Array.from(bytes), { headers: { 'content-type': type } })
      // It is discouraged because it takes bodies of any size. Ours are whole already, and small.
      // eslint-disable-next-line @typescript-eslint/no-deprecated
      .formData()
      .catch(() => {
        throw new Problem('unreadable', 'The form cannot be read: its parts and its boundary do not fit.');
      })
  );
}

/** The file of a form in parts, in its field `file`. `null`: there is none. */
export interface SentFile {
  readonly file: Buffer | null;
}

/** @throws {Problem} 400 for what is no such form. */
export async function readFilePart(bytes: Uint8Array, type: string): Promise<SentFile> {
  const file = (await partsOf(bytes, type)).get('file');
  return { file: file === null || typeof file === 'string' ? null : Buffer.from(await file.arrayBuffer()) };
}

function tooMany(): Problem {
  return new Problem('unreadable', `The form has more than ${MOST_FIELDS} fields.`);
}

function formOf(fields: Iterable<[string, string]>): FormBody {
  const form = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of fields) {
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
