import { createPublicKey, type KeyObject } from 'node:crypto';

/** SendGrid signs on this curve, also known as P-256. */
const CURVE = 'prime256v1';

/**
 * Reads the verification key of SendGrid's Event Webhook: the base64 text that SendGrid shows, or PEM, whose line
 * breaks may be written as `\n`. `null`: it is no such key.
 */
export function readVerificationKey(text: string): KeyObject | null {
  const plain = text.replaceAll('\\n', '\n').trim();
  try {
    const key = plain.startsWith('-----BEGIN')
      ? createPublicKey(plain)
      : createPublicKey({ key: Buffer.from(plain, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyDetails?.namedCurve === CURVE && !isPrivate(plain) ? key : null;
  } catch {
    return null;
  }
}

/** `createPublicKey` takes a private key too, which has no business here. */
const isPrivate = (text: string): boolean => text.includes('PRIVATE KEY');
