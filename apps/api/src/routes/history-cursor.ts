import { isUuid } from '@booking/notifications-core';

/** An opaque cursor: clients must not build one, because its content may change. */
export function cursorOf(id: string): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
}

/** The id in a cursor. `null`: it is none of ours. */
export function idOfCursor(cursor: string): string | null {
  const id = Buffer.from(cursor, 'base64url')
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return isUuid(id) && cursorOf(id) === cursor ? id : null;
}
