import type { FieldError } from '@booking/notifications-core';

/** Plain names may be repeated in an error, others may be personal. */
const PLAIN = /^[\w-]{1,40}$/;

/**
 * Every value of a body, below the body itself, that has a field called `constructor`. `class-transformer` takes that
 * for the class of the value, and breaks.
 */
export function constructorFields(value: unknown, path = ''): FieldError[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = path !== '' && Object.hasOwn(value, 'constructor');
  const inner = Object.entries(value).flatMap(([key, each]: [string, unknown]) => {
    const name = PLAIN.test(key) ? key : '…';
    return constructorFields(each, Array.isArray(value) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`);
  });
  return own ? [{ field: path, message: 'has a field called `constructor`: remove it' }, ...inner] : inner;
}
