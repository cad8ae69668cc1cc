/** Whether it can be an id of ours: anything else is the id of nothing, and Postgres would refuse to compare it. */
export { validate as isUuid } from 'uuid';

/** Characters of an id that others choose: it is a key. */
export const LONGEST_ID = 200;

/** Whether such an id can be looked up: Postgres stores neither NUL nor halves of characters. */
export function isStorableId(id: string): boolean {
  return id.length <= LONGEST_ID && id.trim() !== '' && id.isWellFormed() && !id.includes('\0');
}
