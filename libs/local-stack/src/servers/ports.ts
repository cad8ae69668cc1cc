import { createServer } from 'node:net';
import { UserError } from '../environment/environment.js';

/** A loopback port that is free now. */
export async function freePort(): Promise<number> {
  return (await listenOnce(0, '127.0.0.1')).port;
}

/**
 * Checks that a port is free. 0 (any free port) always passes.
 * @throws {UserError} in one line when the port is in use.
 */
export async function assertPortFree(variable: 'API_PORT' | 'WORKER_PORT', port: number, host: string): Promise<void> {
  if (port === 0) return;
  try {
    await listenOnce(port, host);
  } catch (error) {
    const problem = PROBLEMS[(error as NodeJS.ErrnoException).code ?? ''];
    throw problem === undefined ? error : new UserError(problem(variable, port));
  }
}

const PROBLEMS: Readonly<Record<string, (variable: string, port: number) => string>> = {
  EADDRINUSE: (variable, port) =>
    `Port ${port} (${variable}) is in use, perhaps by another \`npm start\`: stop that one, or choose another port, such as ${variable}=${port + 10}`,
  EACCES: (variable, port) => `Port ${port} (${variable}) needs privileges: choose one above 1023`,
  EADDRNOTAVAIL: noSuchHost,
  ENOTFOUND: noSuchHost,
  EAI_AGAIN: noSuchHost,
};

function noSuchHost(): string {
  return 'HOST is not an address of this machine: use 0.0.0.0 or 127.0.0.1';
}

function listenOnce(port: number, host: string): Promise<{ port: number }> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => resolve({ port: typeof address === 'object' && address !== null ? address.port : port }));
    });
  });
}
