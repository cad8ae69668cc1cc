import type { FastifyRequest } from 'fastify';
import type { Authenticate, Caller } from './auth.js';
import { Problem } from '../http/problem-details.js';
import type { PublicAddress } from './public-address.js';
import { assertOwnPage } from './same-origin.js';
import { sessionSecretOf } from './session-cookie.js';
import type { Sessions } from './sessions.js';

/**
 * Finds out who calls.
 * @throws {Problem} 401 without a token or a session that is good, 403 for a session that another origin uses.
 */
export type Identify = (request: FastifyRequest) => Promise<Caller>;

/** A token, else the session of the console. A token that is sent counts, good or bad, whatever cookie comes with it. */
export function createIdentify(authenticate: Authenticate, sessions: Sessions, address: PublicAddress): Identify {
  return async (request) => {
    const { authorization } = request.headers;
    const secret = authorization === undefined ? sessionSecretOf(request, address) : undefined;
    if (secret === undefined) return authenticate(authorization);
    assertOwnPage(request, address);
    const session = await sessions.find(secret);
    if (session === null) throw signedOut();
    const { userId, role, email, phone, name } = session;
    return { userId, role, email, phone, name };
  };
}

/** The 401 of somebody whose session is over, or who never had one. */
export function signedOut(): Problem {
  return new Problem('signed_out', 'You are not signed in, or not any more: open the console at /console/sign-in.', {
    headers: { 'www-authenticate': 'Bearer realm="booking-notifications"' },
  });
}
