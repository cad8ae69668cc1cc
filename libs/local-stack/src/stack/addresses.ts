import { readConfig } from '@booking/notifications-core';
import { dataDirOf } from '../environment/data-dir.js';
import { readEnvironment, settingOf, UserError, type Environment } from '../environment/environment.js';
import { readRunningStack } from './running-stack.js';

/**
 * @throws {UserError} when neither DATABASE_URL nor a running stack says where it is.
 * @throws {ConfigError} when DATABASE_URL cannot be right.
 */
export function databaseUrlFor(command: string, environment: Environment = readEnvironment()): string {
  return findDatabaseUrl(environment) ?? nothingRuns(command, 'DATABASE_URL');
}

/**
 * @throws {UserError} when neither REDIS_URL nor a running stack says where it is.
 * @throws {ConfigError} when REDIS_URL cannot be right.
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

/** The environment's, checked as the services check it. */
function givenUrl(variable: 'DATABASE_URL' | 'REDIS_URL', environment: Environment): string | undefined {
  return readConfig({ [variable]: settingOf(environment, variable) })[variable];
}

function nothingRuns(command: string, variable: string): never {
  throw new UserError(
    `Nothing runs here and ${variable} is not set: run \`npm start\` in another terminal (or \`npm run notify -- start\`), or set ${variable}, then ${command} again.`,
  );
}
