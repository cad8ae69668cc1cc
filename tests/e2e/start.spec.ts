import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isRunning, repositoryRoot } from '@booking/local-stack';
import { Client } from 'pg';

/** The whole of `npm start`, on a data folder of its own, as somebody meets it who has just cloned the repository. */
let dataDir: string;
let stack: Run;

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly exited: Promise<number | null>;
}

interface StackFile {
  readonly apiUrl: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly pids: Readonly<Record<'api' | 'worker' | 'redis' | 'postgres', number>>;
}

function run(words: string, over: Readonly<Record<string, string>> = {}): Run {
  const child = spawn(process.execPath, [join(repositoryRoot, 'scripts', 'run.mjs'), ...words.split(' ')], {
    cwd: tmpdir(),
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      NOTIFICATIONS_DATA_DIR: dataDir,
      API_PORT: '0',
      WORKER_PORT: '0',
      HOST: '127.0.0.1',
      ...over,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => output.push(text));
  return {
    child,
    output: () => output.join(''),
    exited: once(child, 'close').then(([code]) => code as number | null),
  };
}

async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Not within a minute: ${what}\n${stack.output()}`);
    await wait(50);
  }
}

const stackFile = (): StackFile => JSON.parse(readFileSync(join(dataDir, 'stack.json'), 'utf8')) as StackFile;

/** The file behind `$(cat FILE)` in a printed command. */
function catted(command: string): string {
  return readFileSync(/\$\(cat (\S+?)\)/.exec(command)![1]!, 'utf8');
}

/** The printed `curl`, as a request. */
function printedBooking(): { readonly url: string; readonly init: RequestInit } {
  const [, command] = /(curl -sS [^]*?')\n\n/.exec(stack.output())!;
  const [, url] = /curl -sS (\S+)/.exec(command!)!;
  const [, body] = /-d '([^']+)'/.exec(command!)!;
  const headers = { authorization: `Bearer ${catted(command!)}`, 'content-type': 'application/json' };
  return { url: url!, init: { method: 'POST', headers, body: body! } };
}

/** What the printed address answers to the printed token. */
async function printedList(): Promise<unknown[]> {
  const [, url] = /or GET (\S+)/.exec(stack.output())!;
  const [token] = /eyJ\S+/.exec(stack.output())!;
  return (await (await fetch(url!, { headers: { authorization: `Bearer ${token}` } })).json()) as unknown[];
}

/** Whether somebody listens there. */
async function answers(host: string, port: number): Promise<boolean> {
  const socket = connect(port, host);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'start-spec-'));
  chmodSync(dataDir, 0o711);
  stack = run('start');
  await until('ready', () => /^ready after/m.test(stack.output()) || stack.child.exitCode !== null);
}, 90_000);

afterAll(async () => {
  stack.child.kill('SIGTERM');
  await stack.exited;
  rmSync(dataDir, { recursive: true, force: true });
}, 30_000);

describe('npm start', () => {
  it('prints a booking to post, and where its messages can be read', async () => {
    expect(stack.output().trim().split('\n').at(-1)).toContain('ready');
    expect(stack.output()).toContain('\nnpm run notify -- event booking.created\n');
    const { url, init } = printedBooking();
    expect((await fetch(url, init)).status).toBe(202);
    await until('both confirmations', async () => (await printedList()).length === 2);
  });

  it('prints a link to the console that signs an admin in, once', async () => {
    const [, address, code] = /Console +(\S+\/console)\/sign-in#([\w-]{43})/.exec(stack.output())!;
    const exchange = (): Promise<Response> =>
      fetch(`${address!}/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code }),
      });
    const signedIn = await exchange();
    expect([signedIn.status, await signedIn.json()]).toMatchObject([200, { sub: 'admin', role: 'admin' }]);
    expect((await exchange()).status).toBe(401);
    const page = await fetch(`${address!}/`, {
      headers: { cookie: signedIn.headers.get('set-cookie')!.split(';')[0]! },
    });
    expect([page.status, await page.text()]).toMatchObject([200, expect.stringContaining('<div id="root">')]);
  });

  it('prints its token once, and no password', () => {
    expect(stack.output().match(/eyJ\S+/g)).toHaveLength(1);
    const { databaseUrl, redisUrl } = stackFile();
    for (const url of [databaseUrl, redisUrl]) expect(stack.output()).not.toContain(new URL(url).password);
  });

  it('prints how to open its Postgres', async () => {
    const [command, host, port, user, database] = /PGPASSWORD=\S+ \S+ psql -h (\S+) -p (\d+) -U (\S+) (\S+)/.exec(
      stack.output(),
    )!;
    const client = new Client({
      host: host!,
      port: Number(port),
      user: user!,
      database: database!,
      password: catted(command),
    });
    await client.connect();
    await client.end();
  });

  it('says in one line that it runs already', async () => {
    const second = run('start');
    expect(await second.exited).toBe(1);
    expect(second.output()).toMatch(/^Already running as process \d+ \(API http:\/\/localhost:\d+\).*\n$/);
  });

  it('ends with one line, and starts nothing, when its logs cannot be written', async () => {
    const other = mkdtempSync(join(tmpdir(), 'start-spec-logs-'));
    const refused = run('start', { LOG_DIR: '/dev/null/logs', NOTIFICATIONS_DATA_DIR: other });
    expect(await refused.exited).toBe(1);
    expect(refused.output()).toBe('LOG_DIR must be a folder that this process may write to\n');
    rmSync(other, { recursive: true, force: true });
  });

  it('ends without another try when a service refuses a setting', async () => {
    const { databaseUrl, redisUrl } = stackFile();
    const other = mkdtempSync(join(tmpdir(), 'start-spec-redis-'));
    const refused = run('start', {
      NOTIFICATIONS_DATA_DIR: other,
      DATABASE_URL: databaseUrl,
      REDIS_URL: new URL('/9999', redisUrl).href,
    });
    expect(await refused.exited).toBe(1);
    expect(refused.output()).toMatch(/\nREDIS_URL names a database number that this Redis does not have\n$/);
    expect(refused.output()).not.toContain('starting it again');
    rmSync(other, { recursive: true, force: true });
  });

  it('lends its database to the other commands', async () => {
    const command = run('notify migrate');
    expect(await command.exited).toBe(0);
    expect(command.output()).toBe('up to date\n');
  });

  it.each(['worker', 'api'])(
    'is joined by one more process (%s) on any free port, which ends when it is told to',
    async (name) => {
      const joining = run(name);
      const address = await new Promise<string>((resolve, reject) => {
        joining.child.stdout!.on('data', () => {
          const port = /ready at http:\/\/\S+:(\d+)/.exec(joining.output())?.[1];
          if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
        });
        void joining.exited.then((code) => reject(new Error(`ended with ${code}\n${joining.output()}`)));
      });
      await until('it is ready', async () => (await fetch(`${address}/health/ready`)).status === 200);
      joining.child.kill('SIGTERM');
      expect(await joining.exited).toBe(0);
    },
    20_000,
  );

  it('keeps its Postgres and its Redis to this machine', async () => {
    const { databaseUrl, redisUrl } = stackFile();
    const outside = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    for (const url of [databaseUrl, redisUrl])
      for (const host of ['127.0.0.1', ...outside.map(({ address }) => address)])
        expect([host, await answers(host, Number(new URL(url).port))]).toEqual([host, host === '127.0.0.1']);
  });

  it('starts an API again that was killed, at the same address', async () => {
    const before = stackFile();
    process.kill(before.pids.api, 'SIGKILL');
    await until('another API', () => stackFile().pids.api !== before.pids.api);
    expect((await fetch(`${before.apiUrl}/health/ready`)).status).toBe(200);
  });

  it('ends all that it started, cleanly and within 15 seconds, when it is told to stop', async () => {
    const { pids } = stackFile();
    const asked = performance.now();
    stack.child.kill('SIGTERM');
    expect(await stack.exited).toBe(0);
    expect(performance.now() - asked).toBeLessThan(15_000);
    expect(stack.output()).toMatch(/Stopping \(SIGTERM\) …\nStopped\.\n$/);
    expect(Object.values(pids).filter((pid) => isRunning(pid))).toEqual([]);
    expect(existsSync(join(dataDir, 'admin-token'))).toBe(false);
    expect(readFileSync(join(dataDir, 'logs', 'postgres.log'), 'utf8')).toMatch(/database system is shut down\n$/);
  });

  it('finds its data again, in production too, where nothing is captured', async () => {
    const signing = { JWT_SECRET: 'x'.repeat(32), JWT_ISSUER: 'https://id.example.com', JWT_AUDIENCE: 'notifications' };
    stack = run('start', { NODE_ENV: 'production', ...signing });
    await until('ready', () => /^ready after/m.test(stack.output()) || stack.child.exitCode !== null);
    expect(stack.output()).toMatch(/Database +up to date\n/);
    const history = (await printedList()) as { status: string }[];
    expect(history.map(({ status }) => status).sort()).toEqual([...Array(4).fill('pending'), 'sent', 'sent']);
  }, 90_000);
});
