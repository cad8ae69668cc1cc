import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A network between a service and its database or Redis that a test can cut or freeze. */
export interface TcpProxy {
  /** The same URL, through the proxy. */
  readonly url: string;
  /** Connections break, new ones are refused. */
  cut(): Promise<void>;
  /** Nothing is refused, and nothing comes back. */
  freeze(): void;
  /** Connections that exist stay open and lead nowhere, as after a failover without a word. New ones work. */
  strand(): void;
  /** As at the start. */
  mend(): Promise<void>;
}

export async function startTcpProxy(target: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const stranded = new Set<Socket>();
  let frozen = false;
  const server = createServer((downstream) => {
    const upstream = connect(Number(port), hostname);
    for (const [from, to] of [
      [downstream, upstream],
      [upstream, downstream],
    ] as const) {
      sockets.add(from);
      from.on('data', (data) => frozen || stranded.has(from) || to.write(data));
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        if (!stranded.has(from)) to.destroy();
      });
    }
  });
  const listen = (on: number): Promise<void> =>
    new Promise((resolve) => server.listen(on, '127.0.0.1', () => resolve()));
  const breakAll = (): void => sockets.forEach((socket) => socket.destroy());

  await listen(0);
  const own = (server.address() as AddressInfo).port;
  const url = new URL(target);
  url.host = `127.0.0.1:${own}`;
  return {
    url: url.href,
    cut: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        breakAll();
      }),
    freeze: () => (frozen = true),
    strand: () => sockets.forEach((socket) => stranded.add(socket)),
    mend: async () => {
      // What was lost on the way must not arrive in the middle of something else.
      if (frozen) breakAll();
      frozen = false;
      if (!server.listening) await listen(own);
    },
  };
}
