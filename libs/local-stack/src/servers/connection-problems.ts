import { parseRedisUrl } from '@booking/notifications-core';

const NETWORK: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'it hangs up',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name of the host cannot be looked up',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ETIMEDOUT: 'it does not answer',
  ENOENT: 'there is no such socket',
};

/** Texts by SQLSTATE. */
const POSTGRES: Readonly<Record<string, string>> = {
  '28P01': 'wrong user or password',
  '28000': 'this user may not connect from here',
  '3D000': 'there is no such database',
  '42501': 'this user lacks the rights',
  '53300': 'it has no connection left',
  '57P03': 'it is starting up or shutting down',
};

/** Texts by the first word of a refusal of Redis. */
const REDIS: Readonly<Record<string, string>> = {
  NOAUTH: 'it wants a password',
  WRONGPASS: 'wrong user or password',
  NOPERM: 'this user lacks the rights',
  LOADING: 'it is loading its data',
  MASTERDOWN: 'its master is away',
  READONLY: 'it is a replica',
  DENIED: 'it is in protected mode',
};

/** Why a server cannot be used, in words for the person who can fix it. Never with a user name or password. */
export function whyPostgres(error: unknown): string {
  const code = codeOf(error);
  return described(code, NETWORK[code] ?? POSTGRES[code]);
}

export function whyRedis(error: unknown): string {
  const code = codeOf(error);
  if (NETWORK[code] !== undefined) return described(code, NETWORK[code]);
  const refusal = error instanceof Error ? /^[A-Z]+(?= )/.exec(error.message.replace(/^-/, ''))?.[0] : undefined;
  return described(refusal ?? code, REDIS[refusal ?? '']);
}

export function whyHttp(error: unknown): string {
  // `fetch` wraps the connection's error.
  const { cause } = (typeof error === 'object' && error !== null ? error : {}) as { cause?: unknown };
  const code = codeOf(cause ?? error);
  return described(code, NETWORK[code] ?? (code === 'UND_ERR_SOCKET' ? NETWORK['ECONNRESET'] : undefined));
}

function described(code: string, words: string | undefined): string {
  if (words === undefined) return code === '' ? 'it does not answer' : `it does not answer (${code})`;
  return code === '' ? words : `${words} (${code})`;
}

function codeOf(error: unknown): string {
  const { code } = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown };
  return typeof code === 'string' ? code : '';
}

/** `host:port/database`, for people. */
export function postgresAddress(url: string): string {
  const { hostname, port, pathname, searchParams } = new URL(url);
  return `${searchParams.get('host') ?? (hostname === '' ? 'localhost' : hostname)}:${port === '' ? 5432 : port}${pathname}`;
}

export function redisAddress(url: string): string {
  const { kind, nodes, db, master } = parseRedisUrl(url);
  const hosts = nodes.map(({ host, port }) => `${host}:${port}`).join(',');
  switch (kind) {
    case 'single':
      return `${hosts}/${db}`;
    case 'sentinel':
      return `sentinels ${hosts}, master ${master}`;
    case 'cluster':
      return `cluster ${hosts}`;
  }
}
