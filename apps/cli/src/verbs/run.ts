import { join, relative } from 'node:path';
import { performance } from 'node:perf_hooks';
import { readConfig, type Config } from '@booking/notifications-core';
import type { Command } from 'commander';
import { signToken, tokenSettings } from '../access/access-token.js';
import {
  assertPortFree,
  claimDataDir,
  dataDirOf,
  echoProblems,
  type Environment,
  makeDataDir,
  readEnvironment,
  rotateLog,
  type ServiceName,
  servicePart,
  startPostgres,
  startRedis,
  supervise,
  type Supervised,
  UserError,
  writeRunningStack,
  runUntilEnded,
  type Supervision,
} from '@booking/local-stack';
import { printFirstSteps } from '../terminal/first-steps.js';
import { prepareSchema } from '../access/schema.js';
import { line, note, stampLines, step } from '../terminal/terminal.js';

/** What `npm start` types, and what `notify -- start` starts in the background. */
export function registerRun(program: Command): void {
  program
    .command('run', { hidden: true })
    .description('run Postgres, Redis, the API and a worker in the foreground, until Ctrl-C')
    .option('--detached', 'for `start`: the output is a log file')
    .action(async ({ detached = false }: { detached?: boolean }) => {
      process.exitCode = await run(detached);
    });
}

const DATABASE = 'notifications';
const TOKEN_TTL = '12h';
const ADMIN = { sub: 'admin', role: 'admin', name: 'Admin' } as const;
/** So that test sends have somewhere to go; the numbers 555-01xx belong to nobody. */
const ADMIN_ADDRESSES = { email: 'admin@example.com', phone_number: '+12025550199' } as const;

async function run(detached: boolean): Promise<number> {
  if (detached) stampLines();
  const environment = readEnvironment();
  const config = readConfig(environment);
  const dataDir = dataDirOf(environment);
  makeDataDir(dataDir);
  const release = claimDataDir(dataDir);
  try {
    if (config.API_PORT === config.WORKER_PORT && config.API_PORT !== 0)
      throw new UserError('API_PORT and WORKER_PORT are the same: give each its own');
    await assertPortFree('API_PORT', config.API_PORT, config.HOST);
    await assertPortFree('WORKER_PORT', config.WORKER_PORT, config.HOST);
    return await runUntilEnded((supervision) => bringUp(supervision, environment, config, dataDir, detached), {
      step,
      note,
      line,
    });
  } finally {
    release();
  }
}

async function bringUp(
  supervision: Supervision,
  environment: Environment,
  config: Config,
  dataDir: string,
  detached: boolean,
): Promise<void> {
  const options = {
    environment,
    dataDir,
    durable: true,
    say: note,
    events: supervision.events,
    onSpawn: (supervised: Supervised) => supervision.add(supervised),
    signal: supervision.signal,
  };
  const [database, redis] = await Promise.all([
    startPostgres(options, DATABASE).then(async (postgres) => {
      step('Postgres', postgres.description);
      const { migrations, templates } = await prepareSchema(postgres.url);
      const changed = templates.filter(({ result }) => result !== 'unchanged').length;
      step(
        'Database',
        `${count(migrations.length, 'migration')} applied, ${changed} of ${templates.length} templates written`,
      );
      return postgres;
    }),
    startRedis(options).then((found) => {
      step('Redis', found.description);
      return found;
    }),
  ]);

  const tokens = tokenSettings(environment, dataDir);
  const child: Environment = {
    ...environment,
    ...tokens,
    NODE_ENV: config.NODE_ENV,
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    NOTIFICATIONS_DATA_DIR: dataDir,
  };
  const [api, worker] = [
    startService('api', child, config, dataDir, supervision),
    startService('worker', child, config, dataDir, supervision),
  ];
  const [apiUrl, workerUrl] = await Promise.all([api.url, worker.url]);

  const startedAt = new Date().toISOString();
  const record = (): void =>
    writeRunningStack(dataDir, {
      ...{ pid: process.pid, apiUrl, workerUrl, databaseUrl: database.url, redisUrl: redis.url, startedAt },
      pids: supervision.pids(),
    });
  record();
  supervision.onRestarted(record);
  const seconds = (performance.now() / 1000).toFixed(1);
  // A token has no business in a log file: `notify -- token` makes one when it is needed.
  if (detached) {
    line(`ready after ${seconds} s`);
    return;
  }

  const sandbox =
    config.NODE_ENV !== 'production' &&
    (config.SENDGRID_API_KEY === undefined || config.TWILIO_ACCOUNT_SID === undefined);
  printFirstSteps({
    apiUrl,
    token: tokens && (await signToken(tokens, { ...ADMIN, ...(sandbox ? ADMIN_ADDRESSES : {}) }, TOKEN_TTL)),
    tokenTtl: TOKEN_TTL,
    sandbox,
    logs: shortPath(join(dataDir, 'logs')),
  });
  line(`ready after ${seconds} s. Ctrl-C stops everything.`);
}

function shortPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

/**
 * How long each is given to finish what it does; together with the services' own, under 15 s. A send that takes
 * longer is in doubt afterwards.
 */
const GRACE_MS: Record<ServiceName, number> = { api: 8_000, worker: 9_500 };

function startService(
  name: ServiceName,
  environment: Environment,
  config: Config,
  dataDir: string,
  supervision: Supervision,
): { supervised: Supervised; url: Promise<string> } {
  const logFile = join(dataDir, 'logs', `${name}.log`);
  rotateLog(logFile);
  supervision.onStop(echoProblems(logFile, (level, message) => note(`${name.padEnd(6)} ${level}: ${message}`)));
  let url = '';
  const part = servicePart({
    name,
    environment,
    host: config.HOST,
    logFile,
    graceMs: GRACE_MS[name],
    onReady: (found) => (url = found),
  });
  const supervised = supervise(part, supervision.events);
  supervision.add(supervised);
  return {
    supervised,
    url: supervised.started.then(() => {
      step(name === 'api' ? 'API' : 'Worker', url);
      return url;
    }),
  };
}
