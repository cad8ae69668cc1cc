import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyRequest } from 'fastify';
import { SESSION_MS } from '@booking/notifications-core';
import { isSecure, type PublicAddress } from './public-address.js';

export const SESSION_COOKIE = 'booking-console';
/** Over https the prefix makes browsers keep other hosts and http out of the cookie. */
const SECURE_SESSION_COOKIE = `__Host-${SESSION_COOKIE}`;

/** What the browser shows of its session. `undefined`: it has none. */
export function sessionSecretOf(request: FastifyRequest, address: PublicAddress): string | undefined {
  const { cookie } = request.headers;
  return cookie === undefined ? undefined : parseCookie(cookie)[nameFor(request, address)];
}

/**
 * Whether a cookie must be kept to https. A proxy may tell us neither scheme nor host: then the browser does, with each
 * request that writes.
 */
function isForHttps(request: FastifyRequest, address: PublicAddress): boolean {
  return isSecure(request, address) || request.headers.origin?.startsWith('https://') === true;
}

/**
 * The `Set-Cookie` of a session.
 * @param secure whether it is kept to https.
 */
export function sessionCookie(
  request: FastifyRequest,
  address: PublicAddress,
  secret: string,
  secure = isForHttps(request, address),
): string {
  return setCookie(request, address, { value: secret, maxAge: SESSION_MS / 1_000, secure });
}

/** The `Set-Cookie` that makes the browser forget it. */
export function noSessionCookie(request: FastifyRequest, address: PublicAddress): string {
  return setCookie(request, address, { value: '', maxAge: 0, secure: isForHttps(request, address) });
}

function setCookie(
  request: FastifyRequest,
  address: PublicAddress,
  cookie: { readonly value: string; readonly maxAge: number; readonly secure: boolean },
): string {
  return stringifySetCookie({
    name: nameFor(request, address),
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    ...cookie,
  });
}

function nameFor(request: FastifyRequest, address: PublicAddress): string {
  return isSecure(request, address) ? SECURE_SESSION_COOKIE : SESSION_COOKIE;
}
