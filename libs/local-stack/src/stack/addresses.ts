import { readConfig } from '@booking/notifications-core';
import { dataDirOf } from '../environment/data-dir.js';
import { readEnvironment, settingOf, UserError, type Environment } from '../environment/environment.js';
import { readRunningStack } from './running-stack.js';

/**
 * The URL of Postgres: DATABASE_URL, else the running stack's.
 * @throws {UserError} when there is neither.
 * @throws {ConfigError} when DATABASE_URL is invalid.
 */
export function databaseUrlFor(command: string, environment: Environment = readEnvironment()): string {
  return findDatabaseUrl(environment) ?? nothingRuns(command, 'DATABASE_URL');
}

/**
 * The URL of Redis: REDIS_URL, else the running stack's.
 * @throws {UserError} when there is neither.
 * @throws {ConfigError} when REDIS_URL is invalid.
 */
export function redisUrlFor(command: string, environment: Environment = readEnvironment()): string {
  return findRedisUrl(environment) ?? nothingRuns(command, 'REDIS_URL');
}

export function findDatabaseUrl(environment: Environment): string | undefined {
  return givenUrl('DATABASE_URL', environment) ?? readRunningStack(dataDirOf(environment))?.databaseUrl;
}

export function findRedisUrl(environment: Environment): string | undefined {
  return givenUrl('REDIS_URL', environment) ?? readRunningStack(dataDirOf(environment))?.redisUrl;
}

/** The URL in the environment, checked as the services check it. */
function givenUrl(variable: 'DATABASE_URL' | 'REDIS_URL', environment: Environment): string | undefined {
  return readConfig({ [variable]: settingOf(environment, variable) })[variable];
}

function nothingRuns(command: string, variable: string): never {
  throw new UserError(
    `Nothing runs here and ${variable} is not set: run \`npm start\` in another terminal (or \`npm run notify -- start\`), or set ${variable}, then ${command} again.`,
  );
}
