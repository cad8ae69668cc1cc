import { afterAll, beforeAll } from '@jest/globals';

/**
 * Opens something before the tests of this file or describe, and closes it after them.
 * @returns what stands for it at once, so that a spec names it at its top. Using it before the tests run throws.
 */
export function opened<T extends object>(open: () => Promise<T>, close: (it: T) => Promise<unknown>): T {
  let it: T | undefined;
  const there = (): T => {
    if (it === undefined) throw new Error('it is opened by a hook: use it in tests and hooks only');
    return it;
  };
  beforeAll(async () => {
    it = await open();
  });
  afterAll(async () => {
    if (it !== undefined) await close(it);
  });
  return new Proxy({} as T, {
    get: (_, key) => Reflect.get(there(), key) as unknown,
    has: (_, key) => Reflect.has(there(), key),
    ownKeys: () => Reflect.ownKeys(there()),
    // A proxy may name keys that its own target lacks only as configurable ones.
    getOwnPropertyDescriptor: (_, key) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(there(), key);
      return descriptor && { ...descriptor, configurable: true };
    },
  });
}
