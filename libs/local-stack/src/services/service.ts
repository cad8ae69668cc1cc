import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { repositoryRoot, type Environment } from '../environment/environment.js';
import type { Part } from '../supervision/supervise.js';

export type ServiceName = 'api' | 'worker';

const READY_TIMEOUT_MS = 60_000;

/**
 * Starts a built API or worker. The IPC channel tells when and where it listens, and its end tells the service
 * that we are gone, so that nothing of it outlives a killed supervisor.
 * @param logFile its output; without one it goes to the terminal.
 */
export function spawnService(name: ServiceName, environment: Environment, logFile?: string): ChildProcess {
  const output = logFile === undefined ? undefined : openSync(logFile, 'a', 0o600);
  try {
    return spawn(process.execPath, [join(repositoryRoot, 'apps', name, 'dist', 'main.js')], {
      cwd: repositoryRoot,
      env: { ...environment },
      // A process group of its own: Ctrl-C in the terminal reaches it through us, in order.
      detached: true,
      stdio: ['ignore', output ?? 'inherit', output ?? 'inherit', 'ipc'],
    });
  } finally {
    if (output !== undefined) closeSync(output);
  }
}

/** Where a client on this machine reaches a service that listens on `host`. */
export function clientUrl(host: string, port: number): string {
  const everywhere = ['0.0.0.0', '::', '127.0.0.1', '::1'].includes(host);
  return `http://${everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** The port that the service says it listens on. */
export function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.on('message', (message) => {
      const { ready, port } = message as { ready?: unknown; port?: unknown };
      if (ready === true && typeof port === 'number') resolve(port);
    });
  });
}

/** The service under supervision; after a restart it listens where it did before. */
export function servicePart(options: {
  readonly name: ServiceName;
  readonly environment: Environment;
  /** What it listens on. */
  readonly host: string;
  readonly logFile: string;
  readonly graceMs: number;
  readonly onReady: (url: string) => void;
}): Part {
  const { name, logFile, graceMs } = options;
  const portVariable = name === 'api' ? 'API_PORT' : 'WORKER_PORT';
  let port: number | undefined;
  return {
    name,
    logFile,
    spawn: () => {
      const pinned = port === undefined ? {} : { [portVariable]: String(port) };
      return spawnService(name, { ...options.environment, ...pinned }, logFile);
    },
    ready: async (child, signal) => {
      port = await within(portOf(child), signal);
      await untilHealthy(clientUrl(options.host, port), signal);
      options.onReady(clientUrl(options.host, port));
    },
    stopSignal: 'SIGTERM',
    hurrySignal: 'SIGKILL',
    graceMs,
  };
}

async function within<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const late = wait(READY_TIMEOUT_MS, undefined, { signal }).then(() => {
    throw new Error(`it was not ready after ${READY_TIMEOUT_MS / 1000} s`);
  });
  return Promise.race([promise, late]);
}

/** Waits until /health/ready answers 200: the service reaches what it depends on. */
export async function untilHealthy(url: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    const answer = await fetch(`${url}/health/ready`, { signal }).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.status === 200) return;
    if (Date.now() > deadline) throw new Error('it does not become healthy');
    await wait(25, undefined, { signal });
  }
}
