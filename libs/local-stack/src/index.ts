/** What `npm start`, the command line and the tests share: servers and services as processes of this machine. */

// Where we are, and what the environment says.
export { dataDirOf, readEnvironment, repositoryRoot, settingOf, UserError, type Environment } from './environment.js';

// Postgres and Redis: those of the environment, else our own.
export { startPostgres, startRedis, stopLeftovers, type Service, type ServiceOptions } from './stack.js';
export { ensureDatabase, makeDataDir } from './embedded-postgres.js';
export { postgresAddress, redisAddress, whyHttp, whyPostgres, whyRedis } from './connection-problems.js';

// The API and the worker.
export { clientUrl, portOf, servicePart, spawnService, type ServiceName } from './service-process.js';
export { assertPortFree, freePort } from './ports.js';

// Processes that are kept alive, found again and ended.
export { GaveUp, lastLines, supervise, type Part, type Supervised, type SupervisorEvents } from './supervisor.js';
export { runUntilEnded, type Supervision, type Voice } from './supervision.js';
export { isRunning, within } from './processes.js';
export { onStopSignals } from './stop-signals.js';
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
} from './running-stack.js';

// What they write.
export { echoProblems, rotateLog } from './log-echo.js';
export { follow, logFilesIn, tail, type Follower } from './log-files.js';
