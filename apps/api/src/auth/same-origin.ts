import type { FastifyRequest } from 'fastify';
import { Problem } from '../http/problem-details.js';
import { isSecure, type PublicAddress } from './public-address.js';

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a request that a page of another origin made with the cookie of the reader. Who writes must say that they
 * are of our origin; who reads must not say that they are of another site.
 * @throws {Problem} 403.
 */
export function assertOwnPage(request: FastifyRequest, address: PublicAddress): void {
  const isOwn = READS.has(request.method)
    ? request.headers['sec-fetch-site'] !== 'cross-site'
    : saysOwnOrigin(request, address) === true;
  if (!isOwn)
    throw new Problem(
      'other_origin',
      'A page of another origin may not use your session: open the console itself, or send a token.',
    );
}

/** As `assertOwnPage`, for a call that needs no cookie: programs, which say nothing of origins, may make it. */
export function assertNoOtherPage(request: FastifyRequest, address: PublicAddress): void {
  if (saysOwnOrigin(request, address) === false)
    throw new Problem('other_origin', 'A page of another origin may not sign you in: open the console itself.');
}

/**
 * Whether the request says that a page of ours made it. `undefined`: it says nothing. Browsers send the first header
 * over https and to localhost, and older ones only the second.
 */
function saysOwnOrigin(request: FastifyRequest, address: PublicAddress): boolean | undefined {
  const { 'sec-fetch-site': site, origin } = request.headers;
  if (site !== undefined) return site === 'same-origin';
  if (origin === undefined) return undefined;
  return ownOrigins(request, address).includes(origin);
}

function ownOrigins(request: FastifyRequest, address: PublicAddress): string[] {
  // A proxy that ends TLS may not tell us so: the host is what counts.
  const here = [`https://${request.host}`, ...(isSecure(request, address) ? [] : [`http://${request.host}`])];
  return address.PUBLIC_BASE_URL === undefined ? here : [new URL(address.PUBLIC_BASE_URL).origin, ...here];
}
