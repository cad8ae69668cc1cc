import { createSecretKey } from 'node:crypto';
import { errors, jwtVerify, type JWTPayload, type JWTVerifyOptions } from 'jose';
import { ConfigError, DEVELOPMENT_TOKEN_ISSUER, isUserId, LONGEST_ID, type Config } from '@booking/notifications-core';
import type { ProblemCode } from '../http/problem-catalogue.js';
import { Problem } from '../http/problem-details.js';
import { createKeySet, type KeySetTimes } from './key-set.js';

export const ROLES = ['user', 'staff', 'admin', 'service'] as const;
export type Role = (typeof ROLES)[number];

/** The caller, as the token describes them. */
export interface Caller {
  readonly userId: string;
  readonly role: Role;
  readonly email: string | null;
  readonly phone: string | null;
  readonly name: string | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on routes with `needsToken`, else `null`. */
    caller: Caller | null;
    /**
     * Who calls, asked once more: a long answer ends when its token does.
     * @throws as at the first time.
     */
    identifyAgain(): Promise<Caller>;
  }
}

/** The roles that each role includes. `service` is no person and includes only itself. */
const INCLUDES: Readonly<Record<Role, readonly Role[]>> = {
  user: ['user'],
  staff: ['staff', 'user'],
  admin: ['admin', 'staff', 'user'],
  service: ['service'],
};

/** Whether a caller with this role may call a route for the roles `allowed`. */
export function hasRole(role: Role, allowed: readonly Role[]): boolean {
  return INCLUDES[role].some((included) => allowed.includes(included));
}

/** The clocks of two machines may differ by about this much. */
const CLOCK_TOLERANCE_SECONDS = 10;

type AuthSettings = Pick<Config, 'NODE_ENV' | 'JWT_SECRET' | 'JWT_JWKS_URL' | 'JWT_ISSUER' | 'JWT_AUDIENCE'>;

/**
 * Reads the `Authorization` header of a request.
 * @throws {Problem} 401 without a valid token, 503 when the issuer's keys cannot be fetched.
 */
export type Authenticate = (authorization: string | undefined) => Promise<Caller>;

/**
 * @param times of the issuer's keys. Tests pass their own.
 * @throws {ConfigError} when no setting says how tokens are signed.
 */
export function createAuthenticate(config: AuthSettings, times: Partial<KeySetTimes> = {}): Authenticate {
  const verify = remembering(
    createVerify(config, times, {
      issuer: config.JWT_ISSUER ?? DEVELOPMENT_TOKEN_ISSUER,
      audience: config.JWT_AUDIENCE ?? DEVELOPMENT_TOKEN_ISSUER,
      requiredClaims: ['exp', 'sub'],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
    }),
  );
  return async (authorization) => {
    if (authorization === undefined)
      throw unauthorized('token_required', 'A token is needed: send `Authorization: Bearer <JWT>`.');
    const token = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
    if (token === undefined)
      throw unauthorized('token_required', 'The Authorization header must be `Bearer <JWT>`.', 'invalid_request');
    try {
      return callerOf(await verify(token));
    } catch (error) {
      if (error instanceof Problem) throw error;
      if (config.JWT_JWKS_URL !== undefined && isFetchFailure(error))
        throw new Problem('issuer_unavailable', 'The keys of the token issuer cannot be fetched: try again.', {
          headers: { 'retry-after': '5' },
        });
      if (error instanceof errors.JWTExpired)
        throw unauthorized('token_expired', 'The token has expired: get a new one.', 'invalid_token');
      throw invalidToken(
        'The token is not valid here: it must be signed by the agreed key, with exp, iss, aud and sub.',
      );
    }
  };
}

/** How long the result of verifying a token is reused. Not longer, because the key may be withdrawn. */
const BELIEVE_MS = 30_000;
const MOST_BELIEVED = 1_000;

/**
 * Remembers verified tokens. A platform sends one token with thousands of events, and verifying it costs more than
 * reading an event.
 */
function remembering(verify: (token: string) => Promise<JWTPayload>): (token: string) => Promise<JWTPayload> {
  const believed = new Map<string, { readonly claims: JWTPayload; readonly until: number }>();
  return async (token) => {
    const known = believed.get(token);
    if (known && Date.now() < known.until) return known.claims;
    const claims = await verify(token);
    if (believed.size >= MOST_BELIEVED) believed.clear();
    believed.set(token, { claims, until: Math.min(Date.now() + BELIEVE_MS, (claims.exp ?? 0) * 1_000) });
    return claims;
  };
}

/** `algorithms` depends on the kind of key, so that a public key is never used as a shared secret. */
function createVerify(
  config: AuthSettings,
  times: Partial<KeySetTimes>,
  options: JWTVerifyOptions,
): (token: string) => Promise<JWTPayload> {
  if (config.JWT_JWKS_URL !== undefined) {
    const keys = createKeySet(config.JWT_JWKS_URL, times);
    return async (token) => (await jwtVerify(token, keys, { ...options, algorithms: ['RS256', 'ES256'] })).payload;
  }
  if (config.JWT_SECRET === undefined)
    throw new ConfigError('JWT_SECRET', 'is not set: use `npm start`, which makes one, or set it (or JWT_JWKS_URL)');
  const secret = createSecretKey(Buffer.from(config.JWT_SECRET));
  return async (token) => (await jwtVerify(token, secret, { ...options, algorithms: ['HS256'] })).payload;
}

/**
 * Whether the issuer's keys could not be fetched. A network failure is no JOSE error, and an error answer of the issuer
 * has no error class of its own.
 */
function isFetchFailure(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return true;
  return (
    error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid || error.code === 'ERR_JOSE_GENERIC'
  );
}

function callerOf(claims: JWTPayload): Caller {
  const { sub, role = 'user' } = claims;
  if (!isUserId(sub)) throw invalidToken(`The token's sub must be a user id of 1 to ${LONGEST_ID} characters.`);
  const known = ROLES.find((each) => each === role);
  if (known === undefined) throw invalidToken(`The token's role must be one of ${ROLES.join(', ')}.`);
  return {
    userId: sub,
    role: known,
    email: textClaim(claims['email']),
    phone: textClaim(claims['phone_number']),
    name: textClaim(claims['name']),
  };
}

/** A claim that is a text and says something. */
export function textClaim(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

function invalidToken(detail: string): Problem {
  return unauthorized('token_invalid', detail, 'invalid_token');
}

/** By RFC 6750 a request without any token gets no error code. */
function unauthorized(
  code: Extract<ProblemCode, `token_${string}`>,
  detail: string,
  error?: 'invalid_request' | 'invalid_token',
): Problem {
  const challenge = 'Bearer realm="booking-notifications"';
  return new Problem(code, detail, {
    headers: { 'www-authenticate': error === undefined ? challenge : `${challenge}, error="${error}"` },
  });
}
