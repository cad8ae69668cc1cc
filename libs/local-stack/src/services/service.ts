import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import pTimeout from 'p-timeout';
import { repositoryRoot, UserError, type Environment } from '../environment/environment.js';
import { untilAnswered } from '../processes/deadlines.js';
import { spawnLogged } from '../processes/logged-process.js';
import type { Part } from '../supervision/part.js';

export type ServiceName = 'api' | 'worker';

const READY_TIMEOUT_MS = 60_000;

/**
 * Starts a built API or worker in its own process group. The IPC channel tells when and where it listens. The end of
 * the channel tells the service that we are gone, so that it does not outlive us when we are killed.
 * @param output where it writes: to our terminal, to pipes that we read, or to a log file.
 */
export function spawnService(
  name: ServiceName,
  environment: Environment,
  output: 'terminal' | 'pipes' | { readonly logFile: string },
): ChildProcess {
  const args = [join(repositoryRoot, 'apps', name, 'dist', 'main.js')];
  const options = { cwd: repositoryRoot, env: { ...environment } };
  if (typeof output === 'object') return spawnLogged(process.execPath, args, output.logFile, { ...options, ipc: true });
  const stream = output === 'pipes' ? 'pipe' : 'inherit';
  return spawn(process.execPath, args, { ...options, detached: true, stdio: ['ignore', stream, stream, 'ipc'] });
}

/** The URL by which a client on this machine reaches a service that listens on `host`. */
export function clientUrl(host: string, port: number): string {
  const everywhere = ['0.0.0.0', '::', '127.0.0.1', '::1'].includes(host);
  return `http://${everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * The port that the service reports.
 * @throws {UserError} in one line when the service refuses a setting instead.
 */
export function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('message', (message) => {
      const { ready, port, refused } = message as { ready?: unknown; port?: unknown; refused?: unknown };
      if (ready === true && typeof port === 'number') resolve(port);
      if (typeof refused === 'string') reject(new UserError(refused));
    });
  });
}

/**
 * Waits until the service reports its port, and then until its /health/ready answers 200, which means that it reaches
 * Postgres and Redis as needed.
 * @param urlOf the service's URL for a client, by its port.
 * @param options.healthy `false`: does not wait for /health/ready.
 * @param options.ms for each of the two waits. Default: a minute.
 * @throws {UserError} when the service refuses a setting.
 * @throws when a wait takes longer, or the reason of an aborted `signal`.
 */
export async function untilReady(
  child: ChildProcess,
  urlOf: (port: number) => string,
  {
    signal,
    healthy = true,
    ms = READY_TIMEOUT_MS,
  }: { readonly signal: AbortSignal; readonly healthy?: boolean; readonly ms?: number },
): Promise<string> {
  const message = `it was not ready after ${ms / 1000} s`;
  const url = urlOf(await pTimeout(portOf(child), { milliseconds: ms, message, signal }));
  if (healthy)
    await untilAnswered(() => askHealth(url, signal), { ms, otherwise: 'it does not become healthy', signal });
  return url;
}

async function askHealth(url: string, signal: AbortSignal): Promise<void> {
  const answer = await fetch(`${url}/health/ready`, { signal });
  await answer.body?.cancel();
  if (answer.status !== 200) throw new Error(`it answers ${answer.status}`);
}

/** The service as a supervised part. After a restart it listens on the same port. */
export function servicePart(options: {
  readonly name: ServiceName;
  readonly environment: Environment;
  /** The host that it listens on. */
  readonly host: string;
  readonly logFile: string;
  readonly graceMs: number;
  readonly onReady: (url: string) => void;
}): Part {
  const { name, environment, host, logFile, graceMs, onReady } = options;
  const portVariable = name === 'api' ? 'API_PORT' : 'WORKER_PORT';
  let port: number | undefined;
  const pinnedUrl = (found: number): string => {
    port = found;
    return clientUrl(host, found);
  };
  return {
    name,
    logFile,
    spawn: () => {
      const pinned = port === undefined ? {} : { [portVariable]: String(port) };
      return spawnService(name, { ...environment, ...pinned }, { logFile });
    },
    ready: async (child, signal) => onReady(await untilReady(child, pinnedUrl, { signal })),
    stopSignal: 'SIGTERM',
    hurrySignal: 'SIGKILL',
    graceMs,
  };
}
