import { readConfig } from '@booking/notifications-core';
import { clientUrl, dataDirOf, readRunningStack, type Environment } from '@booking/local-stack';

/** That of the running stack, else where this machine would run it; `undefined` where that is any free port. */
export function serviceUrl(name: 'api' | 'worker', environment: Environment): string | undefined {
  const stack = readRunningStack(dataDirOf(environment));
  if (stack !== undefined) return name === 'api' ? stack.apiUrl : stack.workerUrl;
  // Only these: a mistake elsewhere must not keep anybody from seeing what runs.
  const { API_PORT, WORKER_PORT, HOST } = environment;
  const config = readConfig({ API_PORT, WORKER_PORT, HOST });
  const port = name === 'api' ? config.API_PORT : config.WORKER_PORT;
  return port === 0 ? undefined : clientUrl(config.HOST, port);
}
