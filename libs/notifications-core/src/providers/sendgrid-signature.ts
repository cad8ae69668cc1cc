import { verify, type KeyObject } from 'node:crypto';

/**
 * Whether SendGrid signed these bytes: ECDSA with SHA-256 over the timestamp of the header and the body as it came.
 *
 * How old the timestamp is does not matter. SendGrid repeats a call for 24 hours and does not say that it signs it
 * anew, and a receipt that comes twice changes nothing.
 *
 * We do not use `@sendgrid/eventwebhook`: it computes the curve in JavaScript, with a package that is no longer kept.
 * @param signature in base64. Anything else is wrong, and never throws.
 */
export function isSignedBySendGrid(
  key: KeyObject,
  signature: string | undefined,
  timestamp: string | undefined,
  body: Uint8Array,
): boolean {
  if (!signature || !timestamp) return false;
  try {
    return verify('sha256', Buffer.concat([Buffer.from(timestamp), body]), key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}
