/** Where Redis is, read from one URL. */
export interface RedisAddress {
  readonly kind: 'single' | 'sentinel' | 'cluster';
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly db: number;
  readonly tls: boolean;
  /** The name under which sentinels watch the master. Default: `mymaster`. */
  readonly master: string;
}

const FORMS =
  'must be redis://[user:password@]host:port/db, rediss://…, redis-sentinel://host:port,host:port/master or redis-cluster://host:port,host:port';

/**
 * Reads `redis://`, `rediss://` (TLS), `redis-sentinel://h1:26379,h2:26379/mymaster?db=0` and
 * `redis-cluster://h1:6379,h2:6379`. `?tls=true` turns TLS on for the last two.
 * @throws {Error} with the accepted forms and nothing of the URL, which may hold a password.
 */
export function parseRedisUrl(url: string): RedisAddress {
  const match =
    /^(redis|rediss|redis-sentinel|redis-cluster):\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/?]+)(?:\/([^?]*))?(?:\?(.*))?$/.exec(
      url,
    );
  if (!match) throw new Error(FORMS);
  const [, scheme, username, password, hosts = '', path = '', query] = match;
  const kind = scheme === 'redis-sentinel' ? 'sentinel' : scheme === 'redis-cluster' ? 'cluster' : 'single';
  const nodes = hosts.split(',').map((authority) => {
    const node = /^(\[[\da-f:]+\]|[\w.-]+)(?::(\d{1,5}))?$/i.exec(authority);
    if (!node?.[1]) throw new Error(FORMS);
    const port = node[2] === undefined ? (kind === 'sentinel' ? 26_379 : 6_379) : Number(node[2]);
    if (port < 1 || port > 65_535) throw new Error(FORMS);
    return { host: node[1].replace(/^\[|\]$/g, ''), port };
  });
  const options = new URLSearchParams(query);
  const db = kind === 'single' && path !== '' ? path : (options.get('db') ?? '0');
  if (!/^\d{1,4}$/.test(db) || (kind === 'single' && nodes.length > 1)) throw new Error(FORMS);
  return {
    kind,
    nodes,
    username: username ? decoded(username) : undefined,
    password: password === undefined ? undefined : decoded(password),
    db: Number(db),
    tls: scheme === 'rediss' || options.get('tls') === 'true',
    master: kind === 'sentinel' && path !== '' ? path : 'mymaster',
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error(FORMS);
  }
}
