import { createHash, randomBytes } from 'node:crypto';

/** Bytes. Nobody guesses 256 bits, so a fast hash is enough to keep them by. */
const LENGTH = 32;
/** What `randomBytes(32)` is in base64url. */
const WRITTEN = /^[\w-]{43}$/;

/** A random text for one person, and the hash that we keep of it. */
export interface Secret {
  readonly secret: string;
  readonly hash: Buffer;
}

export function newSecret(): Secret {
  const secret = randomBytes(LENGTH).toString('base64url');
  return { secret, hash: sha256(secret) };
}

/** The hash of what somebody shows. `null`: it is no secret of ours, whatever we have stored. */
export function hashOf(shown: string): Buffer | null {
  return WRITTEN.test(shown) ? sha256(shown) : null;
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
