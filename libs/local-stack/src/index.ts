/** What `npm start`, the command line and the tests share: servers and services as processes of this machine. */

// Where we are, and what the environment says.
export {
  dataDirOf,
  readEnvironment,
  repositoryRoot,
  settingOf,
  UserError,
  type Environment,
} from './environment/environment.js';

// Postgres and Redis: those of the environment, else our own.
export { startPostgres, startRedis, stopLeftovers, type Service, type ServiceOptions } from './servers/servers.js';
export { ensureDatabase, makeDataDir } from './servers/postgres.js';
export { postgresAddress, redisAddress, whyHttp, whyPostgres, whyRedis } from './servers/connection-problems.js';

// The API and the worker.
export { clientUrl, portOf, servicePart, spawnService, type ServiceName } from './services/service.js';
export { assertPortFree, freePort } from './servers/ports.js';

// Processes that are kept alive, found again and ended.
export {
  GaveUp,
  lastLines,
  supervise,
  type Part,
  type Supervised,
  type SupervisorEvents,
} from './supervision/supervise.js';
export { runUntilEnded, type Supervision, type Voice } from './supervision/run-until-ended.js';
export { isRunning, within } from './processes/processes.js';
export { onStopSignals } from './processes/stop-signals.js';
export {
  claimDataDir,
  databaseUrlFor,
  findDatabaseUrl,
  findRedisUrl,
  forgetStack,
  livingParts,
  readLeftStack,
  readRunningStack,
  redisUrlFor,
  supervisorOf,
  writeRunningStack,
  type RunningStack,
} from './stack/running-stack.js';

// What they write.
export { echoProblems, rotateLog } from './logs/echo.js';
export { follow, logFilesIn, tail, type Follower } from './logs/log-files.js';
