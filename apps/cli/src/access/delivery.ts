import { resolve } from 'node:path';
import { createEngine, createLogger, openServices, readConfig, type Engine } from '@booking/notifications-core';
import {
  databaseUrlFor,
  type Environment,
  findRedisUrl,
  repositoryRoot,
  settingOf,
  UserError,
} from '@booking/local-stack';
import { probePostgres } from './probes.js';

/**
 * Delivers in this process, as a worker would, for commands that send without a worker. Redis is not needed. If there
 * is one, it tells which channels are paused. With LOG_DIR, deliveries are logged to `cli.log` there.
 * @throws {UserError} in one line when Postgres cannot be used.
 */
export async function withDelivery<T>(
  command: string,
  environment: Environment,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  const databaseUrl = databaseUrlFor(command, environment);
  const postgres = await probePostgres(databaseUrl);
  if (!postgres.up) throw new UserError(`Postgres at ${postgres.where ?? 'DATABASE_URL'}: ${postgres.detail}`);

  const logDir = settingOf(environment, 'LOG_DIR');
  const config = readConfig({
    ...environment,
    DATABASE_URL: databaseUrl,
    REDIS_URL: findRedisUrl(environment),
    // From the top folder, as the services read it: a verb may run in any folder.
    ...(logDir === undefined ? {} : { LOG_DIR: resolve(repositoryRoot, logDir) }),
  });
  const services = await openServices(config, 'cli', createLogger(config, 'cli', { quiet: true }));
  const engine = createEngine(services);
  try {
    if (!services.ready()) throw new UserError('Postgres does not answer any more: npm run notify -- status');
    return await work(engine);
  } finally {
    await engine.close();
  }
}
