import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Config } from '@booking/notifications-core';
import type { Command } from 'commander';
import { readStartConfig } from '../access/start-config.js';
import { signToken, tokenSettings, type TokenSettings } from '../access/tokens.js';
import {
  assertPortFree,
  claimDataDir,
  dataDirOf,
  echoProblems,
  type Environment,
  logFileIn,
  makeDataDir,
  readEnvironment,
  rotateLog,
  type ServiceName,
  servicePart,
  startPostgres,
  startRedis,
  supervise,
  type Supervised,
  writeRunningStack,
  writeSecret,
  runUntilEnded,
  type Supervision,
} from '@booking/local-stack';
import { printFirstSteps } from '../terminal/first-steps.js';
import { makeConsoleLink } from '../access/console-link.js';
import { describeSchema, prepareSchema } from '../access/schema.js';
import { embeddedPsql } from '../access/psql.js';
import { line, note, SERVICE_NAMES, stampLines, step } from '../terminal/terminal.js';

/** The command behind `npm start`. `notify -- start` runs it in the background. */
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
/** Of the token, and of the link to the console. */
const TTL = '12h';
const TTL_MS = 12 * 3_600_000;
const ADMIN = { sub: 'admin', role: 'admin', name: 'Admin' } as const;
/** Addresses for test sends. Numbers 555-01xx belong to nobody. */
const ADMIN_ADDRESSES = { email: 'admin@example.com', phone_number: '+12025550199' } as const;

/** The facts that are known when a start begins. */
interface Start {
  readonly environment: Environment;
  readonly config: Config;
  readonly dataDir: string;
  /** The output goes to a log file. */
  readonly detached: boolean;
}

async function run(detached: boolean): Promise<number> {
  if (detached) stampLines();
  const environment = readEnvironment();
  const config = readStartConfig(environment);
  const dataDir = dataDirOf(environment);
  makeDataDir(dataDir);
  const release = claimDataDir(dataDir);
  try {
    await assertPortFree('API_PORT', config.API_PORT, config.HOST);
    await assertPortFree('WORKER_PORT', config.WORKER_PORT, config.HOST);
    const start = { environment, config, dataDir, detached };
    // npm only passes on SIGINT and SIGTERM. If it is killed in another way, everything would keep running without it.
    // A shell may end and leave us running on purpose, and so does the `start` that detached us.
    const endWithLauncher = !detached && environment['npm_lifecycle_event'] !== undefined;
    return await runUntilEnded((supervision) => bringUp(start, supervision), { step, note, line }, { endWithLauncher });
  } finally {
    release();
  }
}

async function bringUp(start: Start, supervision: Supervision): Promise<void> {
  const servers = await startServers(start, supervision);
  const tokens = tokenSettings(start.environment, start.dataDir);
  const services = await startServices(start, supervision, { ...servers, tokens });
  record(start, supervision, { ...services, ...servers });
  const seconds = (performance.now() / 1000).toFixed(1);
  // A log file must not hold a token. `notify -- token` makes one when it is needed.
  if (start.detached) line(`ready after ${seconds} s`);
  else {
    await welcome(start, supervision, { ...services, ...servers }, tokens);
    line(`ready after ${seconds} s. Ctrl-C stops everything.`);
  }
}

interface Servers {
  readonly databaseUrl: string;
  readonly redisUrl: string;
}

/** Starts both at the same time, then migrates the database and fills in its templates. */
async function startServers({ environment, dataDir }: Start, supervision: Supervision): Promise<Servers> {
  const options = {
    environment,
    dataDir,
    durable: true,
    say: note,
    events: supervision.events,
    onSpawn: (supervised: Supervised) => supervision.add(supervised),
    signal: supervision.signal,
  };
  const database = async (): Promise<string> => {
    const { url, description } = await startPostgres(options, DATABASE);
    step('Postgres', description);
    const { migrations, templates } = await prepareSchema(url);
    step('Database', describeSchema({ migrations, templates }));
    return url;
  };
  const redis = async (): Promise<string> => {
    const { url, description } = await startRedis(options);
    step('Redis', description);
    return url;
  };
  const [databaseUrl, redisUrl] = await Promise.all([database(), redis()]);
  return { databaseUrl, redisUrl };
}

interface Services {
  readonly apiUrl: string;
  readonly workerUrl: string;
}

async function startServices(
  { environment, config, dataDir }: Start,
  supervision: Supervision,
  { databaseUrl, redisUrl, tokens }: Servers & { readonly tokens: TokenSettings | undefined },
): Promise<Services> {
  const child: Environment = {
    ...environment,
    ...tokens,
    NODE_ENV: config.NODE_ENV,
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    NOTIFICATIONS_DATA_DIR: dataDir,
  };
  const [apiUrl, workerUrl] = await Promise.all([
    startService('api', child, config.HOST, dataDir, supervision),
    startService('worker', child, config.HOST, dataDir, supervision),
  ]);
  return { apiUrl, workerUrl };
}

/**
 * How long each may take to finish its work. Together with the servers, the stop takes less than 15 s. A send that
 * takes longer is in doubt afterwards.
 */
const GRACE_MS: Record<ServiceName, number> = { api: 8_000, worker: 9_500 };

/** Resolves to the URL of the service when it is ready. */
async function startService(
  name: ServiceName,
  environment: Environment,
  host: string,
  dataDir: string,
  supervision: Supervision,
): Promise<string> {
  const logFile = logFileIn(dataDir, name);
  rotateLog(logFile);
  supervision.onStop(echoProblems(logFile, (level, message) => note(`${name.padEnd(6)} ${level}: ${message}`)));
  let url = '';
  const onReady = (found: string): void => void (url = found);
  const part = servicePart({ name, environment, host, logFile, graceMs: GRACE_MS[name], onReady });
  const supervised = supervise(part, supervision.events);
  supervision.add(supervised);
  await supervised.started;
  step(SERVICE_NAMES[name], url);
  return url;
}

/** Records the stack for other commands, again after each restart, which changes a pid. */
function record({ dataDir }: Start, supervision: Supervision, urls: Servers & Services): void {
  const startedAt = new Date().toISOString();
  const write = (): void =>
    writeRunningStack(dataDir, { pid: process.pid, ...urls, startedAt, pids: supervision.pids() });
  write();
  supervision.onRestarted(write);
}

async function welcome(
  { environment, config, dataDir }: Start,
  supervision: Supervision,
  { apiUrl, databaseUrl }: Servers & Services,
  tokens: TokenSettings | undefined,
): Promise<void> {
  const sandbox =
    config.NODE_ENV !== 'production' &&
    (config.SENDGRID_API_KEY === undefined || config.TWILIO_ACCOUNT_SID === undefined);
  const token = tokens && (await signToken(tokens, { ...ADMIN, ...(sandbox ? ADMIN_ADDRESSES : {}) }, TTL));
  const tokenFile = join(dataDir, 'admin-token');
  if (token !== undefined) {
    writeSecret(tokenFile, token);
    supervision.onStop(() => rmSync(tokenFile, { force: true }));
  }
  const { sub: userId, role, name } = ADMIN;
  const { email, phone_number: phone } = ADMIN_ADDRESSES;
  const admin = { userId, role, name, ...(sandbox ? { email, phone } : {}) };
  printFirstSteps({
    // On this machine, whatever PUBLIC_BASE_URL is: whoever reads this sits at it.
    consoleLink: await makeConsoleLink(databaseUrl, apiUrl, admin, TTL_MS),
    ...{ apiUrl, token, ttl: TTL, tokenFile, sandbox },
    logs: shortPath(join(dataDir, 'logs')),
    psql: embeddedPsql(environment, databaseUrl),
  });
}

function shortPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}
