import { createRemoteJWKSet, customFetch, type FetchImplementation, type JWTVerifyGetKey } from 'jose';

/** Milliseconds. Tests pass their own. */
export interface KeySetTimes {
  /** Keys that are older are fetched again, in the background. */
  readonly refreshMs: number;
  /** How long known keys go on being used while their issuer is away. */
  readonly keepMs: number;
  /** A key that is not known is asked for at most this often, so that invented key ids cause no flood of requests. */
  readonly cooldownMs: number;
  /** After a failure, the issuer is left alone for so long. */
  readonly pauseMs: number;
  /** Deadline of one fetch, body included. */
  readonly timeoutMs: number;
}

const TIMES: KeySetTimes = {
  refreshMs: 5 * 60_000,
  keepMs: 24 * 60 * 60_000,
  cooldownMs: 5_000,
  pauseMs: 1_000,
  timeoutMs: 3_000,
};
/** Bytes. A key has some 500, and an issuer a handful of them. */
const LARGEST_ANSWER = 256 * 1_024;

/**
 * The public keys of an issuer of tokens, by `jose`. A new key is taken within seconds, without a restart. A key that
 * was withdrawn is refused after `refreshMs`. While the issuer is away, known keys go on for `keepMs`. No redirect is
 * followed.
 */
export function createKeySet(url: string, times: Partial<KeySetTimes> = {}): JWTVerifyGetKey {
  const { refreshMs, keepMs, cooldownMs, pauseMs, timeoutMs } = { ...TIMES, ...times };
  let fetchedAt = -Infinity;
  let failedAt = -Infinity;

  const fetchKeys: FetchImplementation = async (resource, options) => {
    if (performance.now() - failedAt < pauseMs) throw new Error('the issuer of tokens did not answer a moment ago');
    try {
      const answer = await fetchCapped(resource, options);
      fetchedAt = performance.now();
      return answer;
    } catch (error) {
      failedAt = performance.now();
      throw error;
    }
  };
  const keys = createRemoteJWKSet(new URL(url), {
    cacheMaxAge: keepMs,
    cooldownDuration: cooldownMs,
    timeoutDuration: timeoutMs,
    [customFetch]: fetchKeys,
  });
  return (header, token) => {
    const isOld = performance.now() - fetchedAt > refreshMs;
    if (isOld && keys.fresh && !keys.reloading) keys.reload().catch(() => undefined);
    return keys(header, token);
  };
}

/** @throws for any answer but 200, and one that is too large. */
const fetchCapped: FetchImplementation = async (url, options) => {
  const answer = await fetch(url, options);
  if (answer.status !== 200 || answer.body === null) {
    await answer.body?.cancel();
    throw new Error('the issuer of tokens did not answer with its keys');
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of answer.body as unknown as AsyncIterable<Uint8Array>) {
    size += part.byteLength;
    if (size > LARGEST_ANSWER) throw new Error('the keys of the issuer of tokens are too large');
    parts.push(part);
  }
  return new Response(Buffer.concat(parts));
};
