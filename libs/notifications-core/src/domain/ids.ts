/** Whether a text can be one of our ids. Postgres would refuse to compare any other text with a UUID. */
export { validate as isUuid } from 'uuid';

/** Most characters of an id from outside. It is short because it is a key. */
export const LONGEST_ID = 200;

/** Whether this can be the id of a user: what the `sub` of a token says. */
export function isUserId(sub: unknown): sub is string {
  return typeof sub === 'string' && sub.length <= LONGEST_ID && sub.trim() !== '' && !/[\p{Cc}\p{Cs}]/u.test(sub);
}

/** Whether an id from outside can be looked up. Postgres stores neither NUL nor half a surrogate pair. */
export function isStorableId(id: string): boolean {
  return id.length <= LONGEST_ID && id.trim() !== '' && id.isWellFormed() && !id.includes('\0');
}
