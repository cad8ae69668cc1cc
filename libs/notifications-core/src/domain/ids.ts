/** Whether a text can be one of our ids. Postgres would refuse to compare any other text with a UUID. */
export { validate as isUuid } from 'uuid';

/** Most characters of an id from outside. It is short because it is a key. */
export const LONGEST_ID = 200;

/** Whether an id from outside can be looked up. Postgres stores neither NUL nor half a surrogate pair. */
export function isStorableId(id: string): boolean {
  return id.length <= LONGEST_ID && id.trim() !== '' && id.isWellFormed() && !id.includes('\0');
}
