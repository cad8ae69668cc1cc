/** The parameters of a form. One that comes more than once has the list of its values. */
export type SignedParameters = Readonly<Record<string, string | readonly string[]>>;

/**
 * Whether Twilio signed this call: HMAC-SHA1 over the URL that it called and the sorted parameters, compared in constant
 * time. The signature has no time in it, so a call that is repeated years later is still signed.
 * @param url as Twilio called it: the public address with path and query, nothing decoded.
 * @param signature of the header `X-Twilio-Signature`. Anything malformed is wrong, and never throws.
 */
export async function isSignedByTwilio(
  authToken: string,
  signature: string | undefined,
  url: string,
  parameters: SignedParameters,
): Promise<boolean> {
  if (!signature) return false;
  // Loaded late: the SDK takes 0.2 s, and many an API process is never called by Twilio.
  const { default: twilio } = await import('twilio');
  try {
    return twilio.validateRequest(authToken, signature, url, parameters);
  } catch {
    return false;
  }
}
