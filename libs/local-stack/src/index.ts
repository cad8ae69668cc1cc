/** Shared by `npm start`, the command line and the tests: servers and services as processes of this machine. */

// The repository and its environment.
export { readEnvironment, repositoryRoot, settingOf, UserError, type Environment } from './environment/environment.js';
export { dataDirOf, logFileIn, makeDataDir } from './environment/data-dir.js';
export { secretIn, writeSecret } from './environment/secret-file.js';

// Processes of this machine.
export { isRunning } from './processes/identity.js';
export { within } from './processes/deadlines.js';
export { spawnLogged } from './processes/logged-process.js';
export { onStopSignals } from './processes/stop-signals.js';

// Their log files.
export { logFilesIn, rotateLog, tail } from './log-files/tail.js';
export { follow, type Follower } from './log-files/follow.js';
export { echoProblems } from './log-files/echo.js';

// Supervision: processes that are kept alive and stopped in order.
export { supervise, type Supervised } from './supervision/supervise.js';
export { runUntilEnded, type Supervision } from './supervision/run-until-ended.js';

// Postgres and Redis: from the environment, else our own.
export { startPostgres, startRedis, stopLeftovers, type ServerOptions } from './servers/servers.js';
export { POSTGRES_PASSWORD_FILE } from './servers/postgres.js';
export { postgresAddress, redisAddress, whyHttp, whyPostgres, whyRedis } from './servers/connection-problems.js';
export { assertPortFree, freePort } from './servers/ports.js';

// The API and the worker.
export { clientUrl, portOf, servicePart, spawnService, untilReady, type ServiceName } from './services/service.js';

// The stack of a data folder: its supervisor, its addresses, and how to stop it.
export {
  claimDataDir,
  readRunningStack,
  supervisorOf,
  writeRunningStack,
  type RunningStack,
} from './stack/running-stack.js';
export { databaseUrlFor, findDatabaseUrl, findRedisUrl, redisUrlFor } from './stack/addresses.js';
export { stopStack, SUPERVISOR_WITHIN_MS } from './stack/stop-stack.js';
