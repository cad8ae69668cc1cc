import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/**
 * What a link is for. Tokens of one purpose are no tokens of another. A new kind of link adds its word here: the words
 * are part of every token that is out, so none is changed.
 */
export type LinkPurpose = 'unsubscribe' | 'preferences';

/**
 * Makes the tokens of links in messages, and reads them. A token reveals nothing of what is in it, cannot be guessed or
 * changed, and is the same each time: nothing is stored for it.
 */
export interface Tokens {
  /** @param parts texts without NUL, such as ids. */
  seal(purpose: LinkPurpose, parts: readonly string[]): string;
  /** `null`: no token of this purpose that we made, or one that was changed or cut off. */
  open(purpose: LinkPurpose, token: string): string[] | null;
}

/** The first byte of a token. Another way of making them gets another number, and reads the old ones too. */
const VERSION = 1;
/** Bytes of the signature in a token: 128 bits cannot be guessed. It is the nonce of the cipher too. */
const MAC_LENGTH = 16;
/** Lengths are rounded up to this, so that a token tells little of how long an id is. */
const PADDED_TO = 16;
/** Characters. Longer than any token: nothing longer is decoded. */
const LONGEST_TOKEN = 2_000;
const CIPHER = 'aes-256-ctr';

/**
 * Signs with HMAC-SHA-256, then encrypts with the signature as the nonce (a "synthetic IV", as in RFC 5297): without
 * chance in it, one recipient has one token, and two have never the same nonce.
 * @param secret 32 random bytes.
 */
export function createTokens(secret: Uint8Array): Tokens {
  const keyFor = (use: string): Buffer => Buffer.from(hkdfSync('sha256', secret, '', `links ${use}`, 32));
  const [signing, encrypting] = [keyFor('sign'), keyFor('encrypt')];

  const sign = (purpose: LinkPurpose, plain: Uint8Array): Buffer =>
    createHmac('sha256', signing).update(`${VERSION} ${purpose}\0`).update(plain).digest().subarray(0, MAC_LENGTH);

  return {
    seal(purpose, parts) {
      const plain = padded(Buffer.from(parts.join('\0')));
      const mac = sign(purpose, plain);
      const hidden = createCipheriv(CIPHER, encrypting, mac).update(plain);
      return Buffer.concat([Buffer.of(VERSION), mac, hidden]).toString('base64url');
    },
    open(purpose, token) {
      const bytes = decoded(token);
      if (bytes === null) return null;
      const mac = bytes.subarray(1, 1 + MAC_LENGTH);
      const plain = createDecipheriv(CIPHER, encrypting, mac).update(bytes.subarray(1 + MAC_LENGTH));
      return timingSafeEqual(mac, sign(purpose, plain)) ? partsOf(plain) : null;
    },
  };
}

function decoded(token: string): Buffer | null {
  if (token.length > LONGEST_TOKEN) return null;
  const bytes = Buffer.from(token, 'base64url');
  // The decoder skips what is no base64url, so that many texts would be one token.
  if (bytes.toString('base64url') !== token) return null;
  return bytes[0] === VERSION && bytes.length > 1 + MAC_LENGTH ? bytes : null;
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes], Math.max(1, Math.ceil(bytes.length / PADDED_TO)) * PADDED_TO);
}

function partsOf(plain: Buffer): string[] {
  return plain.toString('utf8').replace(/\0+$/, '').split('\0');
}
