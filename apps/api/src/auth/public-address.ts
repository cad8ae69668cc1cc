import type { FastifyRequest } from 'fastify';
import type { Config } from '@booking/notifications-core';

/** The address at which people open the console, as far as we know it. */
export type PublicAddress = Pick<Config, 'PUBLIC_BASE_URL'>;

/**
 * Whether the browser speaks https, be it to a proxy in front of us. Who opens the console past that proxy, over
 * http on this machine, gets the plain cookie.
 */
export function isSecure(request: FastifyRequest, { PUBLIC_BASE_URL }: PublicAddress): boolean {
  if (request.protocol === 'https') return true;
  if (PUBLIC_BASE_URL === undefined) return false;
  const { protocol, host } = new URL(PUBLIC_BASE_URL);
  return protocol === 'https:' && host === request.host;
}

/** What a proxy has put in front of our paths. */
export function pathBefore({ PUBLIC_BASE_URL }: PublicAddress): string {
  return PUBLIC_BASE_URL === undefined ? '' : new URL(PUBLIC_BASE_URL).pathname.replace(/\/$/, '');
}
