import { resolve } from 'node:path';
import { assertLogFolder, readConfig, type Config } from '@booking/notifications-core';
import { type Environment, repositoryRoot, UserError } from '@booking/local-stack';

/**
 * The settings of services that are about to be started on this machine, with what else they would refuse: it is told
 * before anything is started or stopped.
 * @throws {ConfigError} or {UserError} in one line.
 */
export function readStartConfig(environment: Environment): Config {
  const config = readConfig(environment);
  if (config.API_PORT === config.WORKER_PORT && config.API_PORT !== 0)
    throw new UserError('API_PORT and WORKER_PORT are the same: give each its own');
  // The services run in the top folder, and read a relative path from there.
  if (config.LOG_DIR !== undefined) assertLogFolder(resolve(repositoryRoot, config.LOG_DIR));
  return config;
}
