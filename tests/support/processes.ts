import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { repositoryRoot } from '@booking/local-stack';
import { SignJWT } from 'jose';

/** A real API or worker process, as it is deployed. */
export interface ServiceProcess {
  /** Of its HTTP server, without a slash at the end. */
  readonly url: string;
  readonly pid: number;
  /** The orderly way (SIGTERM); resolves to the exit code when it is gone. */
  stop(): Promise<number | null>;
  /** The power cut; resolves when it is gone. */
  kill9(): Promise<void>;
  /** Everything that it has written so far. */
  logs(): string;
}

export interface StartOptions {
  /** Also waits until /health/ready answers 200 (default). `false` for a start during an outage. */
  readonly healthy?: boolean;
}

type Environment = Readonly<Record<string, string>>;

/** What tokens of the started processes are signed with. */
export const TEST_TOKENS = {
  secret: 'a secret of the tests, long enough for HS256',
  issuer: 'booking-notifications-test',
  audience: 'booking-notifications-test',
} as const;

export type Role = 'user' | 'staff' | 'admin' | 'service';

/** A token that the started processes take, good for an hour. */
export function testToken(claims: {
  sub: string;
  role?: Role;
  email?: string;
  phone_number?: string;
  name?: string;
}): Promise<string> {
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(TEST_TOKENS.issuer)
    .setAudience(TEST_TOKENS.audience)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(TEST_TOKENS.secret));
}

/** Needs `DATABASE_URL` and `REDIS_URL`; everything else has values fit for tests. Port: any free one. */
export function startApi(environment: Environment, options?: StartOptions): Promise<ServiceProcess> {
  return start('api', environment, options);
}

/** Needs `DATABASE_URL` and `REDIS_URL`; everything else has values fit for tests. Port: any free one. */
export function startWorker(environment: Environment, options?: StartOptions): Promise<ServiceProcess> {
  return start('worker', environment, options);
}

const START_TIMEOUT_MS = 30_000;

const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

async function start(app: 'api' | 'worker', environment: Environment, options?: StartOptions): Promise<ServiceProcess> {
  const child = spawn(process.execPath, [join(repositoryRoot, 'apps', app, 'dist', 'main.js')], {
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      API_PORT: '0',
      WORKER_PORT: '0',
      JWT_SECRET: TEST_TOKENS.secret,
      JWT_ISSUER: TEST_TOKENS.issuer,
      JWT_AUDIENCE: TEST_TOKENS.audience,
      LOG_LEVEL: 'debug',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  running.add(child);
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => output.push(text));
  const exited = once(child, 'exit').then(([code]) => {
    running.delete(child);
    return code as number | null;
  });

  const logs = (): string => output.join('');
  const failure = (why: string): Error => new Error(`The ${app} process ${why}. Its output:\n${logs()}`);
  const giveUp = AbortSignal.timeout(START_TIMEOUT_MS);
  try {
    const port = await Promise.race([
      portOf(child),
      exited.then((code) => Promise.reject(failure(`ended with exit code ${code ?? 'none'} before it was ready`))),
      once(giveUp, 'abort').then(() => Promise.reject(failure(`was not ready after ${START_TIMEOUT_MS / 1000} s`))),
    ]);
    const url = `http://127.0.0.1:${port}`;
    if (options?.healthy ?? true)
      while (!(await isHealthy(url))) {
        if (giveUp.aborted || child.exitCode !== null) throw failure('did not become healthy');
        await wait(20);
      }
    return {
      url,
      pid: child.pid!,
      stop: () => {
        child.kill('SIGTERM');
        return exited;
      },
      kill9: async () => {
        child.kill('SIGKILL');
        await exited;
      },
      logs,
    };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.on('message', (message: { ready?: boolean; port?: number }) => {
      if (message.ready === true && message.port !== undefined) resolve(message.port);
    });
  });
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`)).status === 200;
  } catch {
    return false;
  }
}
