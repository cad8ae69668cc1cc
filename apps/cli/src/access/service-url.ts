import { readConfig } from '@booking/notifications-core';
import { clientUrl, dataDirOf, readRunningStack, type Environment } from '@booking/local-stack';

/**
 * The URL of a service: of the running stack, else by this machine's settings. `undefined`: the port is any free one.
 */
export function serviceUrl(name: 'api' | 'worker', environment: Environment): string | undefined {
  const stack = readRunningStack(dataDirOf(environment));
  if (stack !== undefined) return name === 'api' ? stack.apiUrl : stack.workerUrl;
  // Reads only these settings: a mistake in another one must not hide what runs.
  const { API_PORT, WORKER_PORT, HOST } = environment;
  const config = readConfig({ API_PORT, WORKER_PORT, HOST });
  const port = name === 'api' ? config.API_PORT : config.WORKER_PORT;
  return port === 0 ? undefined : clientUrl(config.HOST, port);
}
