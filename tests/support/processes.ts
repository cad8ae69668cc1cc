import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot, spawnService, untilReady, type ServiceName, UserError } from '@booking/local-stack';
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

async function start(name: ServiceName, environment: Environment, options?: StartOptions): Promise<ServiceProcess> {
  const child = spawnService(name, { ...environmentForTests(), ...environment }, 'pipes');
  running.add(child);
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => output.push(text));
  const logs = (): string => output.join('');
  const exited = once(child, 'exit').then(([code]) => {
    running.delete(child);
    return code as number | null;
  });
  const tooEarly = exited.then((code): never => {
    throw new Error(`it ended with exit code ${code ?? 'none'} before it was ready`);
  });
  tooEarly.catch(() => undefined);

  const over = new AbortController();
  try {
    const url = await Promise.race([
      untilReady(child, (port) => `http://127.0.0.1:${port}`, {
        signal: over.signal,
        healthy: options?.healthy ?? true,
        ms: START_TIMEOUT_MS,
      }).catch((error: unknown) => {
        // It has refused a setting, and ends by itself.
        if (error instanceof UserError) return tooEarly;
        throw error;
      }),
      tooEarly,
    ]);
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
    throw new Error(`The ${name} did not start: ${(error as Error).message}. Its output:\n${logs()}`, { cause: error });
  } finally {
    over.abort();
  }
}

function environmentForTests(): Record<string, string | undefined> {
  return {
    PATH: process.env['PATH'],
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    API_PORT: '0',
    WORKER_PORT: '0',
    JWT_SECRET: TEST_TOKENS.secret,
    JWT_ISSUER: TEST_TOKENS.issuer,
    JWT_AUDIENCE: TEST_TOKENS.audience,
    LOG_LEVEL: 'debug',
  };
}

/** What a command came to. */
export interface Command {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A command that runs. */
export interface RunningCommand {
  readonly child: ChildProcess;
  /** What it has written to stdout so far. */
  out(): string;
  readonly ended: Promise<Command>;
}

/**
 * Starts a verb of the built command line. It sees this environment alone, and runs outside the repository: what it
 * does must not depend on the folder.
 * @param words as typed after `npm run notify -- `.
 */
export function startCommand(words: string, environment: Environment): RunningCommand {
  const program = join(repositoryRoot, 'apps', 'cli', 'dist', 'main.js');
  const child = spawn(process.execPath, [program, ...words.split(' ').filter((word) => word !== '')], {
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.err += text));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...output }));
  return { child, out: () => output.out, ended };
}

/** Like `startCommand`, to its end. */
export function runCommand(words: string, environment: Environment): Promise<Command> {
  return startCommand(words, environment).ended;
}
