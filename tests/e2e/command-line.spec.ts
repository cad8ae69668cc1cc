import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isRunning } from '@booking/local-stack';
import { appointment, event } from '../support/bookings.js';
import { runCommand, startCommand, type Command } from '../support/processes.js';

/** The operator's commands as real processes, on a stack of their own. */
let dataDir: string;

interface StackFile {
  readonly pid: number;
  readonly apiUrl: string;
  readonly redisUrl: string;
  readonly databaseUrl: string;
  readonly pids: Readonly<Record<'api' | 'worker' | 'redis' | 'postgres', number>>;
}

const environment = (): Readonly<Record<string, string>> => ({
  NOTIFICATIONS_DATA_DIR: dataDir,
  API_PORT: '0',
  WORKER_PORT: '0',
  HOST: '127.0.0.1',
});

const notify = (words: string, over: Readonly<Record<string, string>> = {}): Promise<Command> =>
  runCommand(words, { ...environment(), ...over });

const stackFile = (): StackFile => JSON.parse(readFileSync(join(dataDir, 'stack.json'), 'utf8')) as StackFile;
const allPids = ({ pid, pids }: StackFile): number[] => [pid, ...Object.values(pids)];

async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Not within half a minute: ${what}`);
    await wait(50);
  }
}

type StatusAnswer = Readonly<Record<string, { readonly up?: boolean }>>;
type TestAnswer = { ok: boolean; steps: { name: string; result: string; detail: string }[] };

const QUEUE_STEPS = ['queue urgent_notifications', 'queue notifications', 'queue maintenance'] as const;

async function partsUp(): Promise<string[]> {
  const status = JSON.parse((await notify('status --json')).out) as StatusAnswer;
  return Object.entries(status)
    .filter(([, part]) => part.up === true)
    .map(([name]) => name);
}

async function stepsPassed(): Promise<string[]> {
  const { steps } = JSON.parse((await notify('test --json')).out) as TestAnswer;
  return steps.filter(({ result }) => result === 'passed').map(({ name }) => name);
}

/** Stopped in the middle of whatever it does, as a machine that swaps or a paused container is. */
async function whileFrozen<T>(pid: number, look: () => Promise<T>): Promise<T> {
  process.kill(pid, 'SIGSTOP');
  try {
    return await look();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

let started: Command;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'command-line-spec-'));
  chmodSync(dataDir, 0o711);
  started = await notify('start');
}, 90_000);

afterAll(async () => {
  await notify('stop');
  rmSync(dataDir, { recursive: true, force: true });
}, 60_000);

describe('start', () => {
  it('comes back when everything is ready, and says what to do next', async () => {
    expect(started).toMatchObject({ code: 0, err: '' });
    const { apiUrl } = stackFile();
    expect(started.out).toContain(`API       ${apiUrl}`);
    expect((await fetch(`${apiUrl}/health/ready`)).status).toBe(200);
    // A token is made when somebody asks for one, and not written to a log.
    expect(started.out + readFileSync(join(dataDir, 'logs', 'stack.log'), 'utf8')).not.toMatch(/eyJ/);
  });

  it('changes nothing when it runs already', async () => {
    const before = stackFile();
    const { code, out } = await notify('start');
    expect(code).toBe(0);
    expect(out).toContain(`Already running as process ${before.pid}`);
    expect(stackFile()).toEqual(before);
  });
});

describe('status', () => {
  it('has a line for each part, without a password', async () => {
    const { code, out } = await notify('status');
    expect(
      out
        .trim()
        .split('\n')
        .map((text) => text.split(/\s+/).slice(1, 3).join(' ')),
    ).toEqual(['postgres up', 'redis up', 'api up', 'worker up', 'scheduler up']);
    expect(code).toBe(0);
    const { databaseUrl, redisUrl } = stackFile();
    for (const url of [databaseUrl, redisUrl]) expect(out).not.toContain(new URL(url).password);
  });

  it('tells a database that was not migrated', async () => {
    const url = new URL(stackFile().databaseUrl);
    url.pathname = '/postgres';
    const { code, out } = await notify('status', { DATABASE_URL: url.href });
    expect(out).toMatch(/postgres +down .*not migrated: npm run notify -- migrate/);
    expect(code).toBe(1);
  });
});

describe('test', () => {
  it('sends a job through every queue and a message on every channel, and leaves nothing of them', async () => {
    const { code, out } = await notify('test');
    expect(out).not.toMatch(/failed|skipped/);
    expect(out.match(/passed/g)).toHaveLength(6);
    expect(out).toMatch(/All is well\.\n$/);
    expect(code).toBe(0);
    const token = (await notify('token --role admin --sub adam')).out.trim();
    const messages = await fetch(`${stackFile().apiUrl}/api/v2/sandbox/messages`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await messages.json()).toEqual([]);
  });
});

describe('event, messages and history', () => {
  const to = 'ada@example.com';
  const options = `--appointment apt-ada --client-email ${to} --client-name Ada`;

  it('shows what a sample booking leads to, and then what went out', async () => {
    const posted = await notify(`event booking.created --in 3d ${options}`);
    expect(posted).toMatchObject({ code: 0, err: '' });
    expect(posted.out).toMatch(
      /Posted +booking\.created of apt-ada\n.*Haircut, \d{4}-\d\d-\d\d \d\d:\d\d UTC\n.*Ada, ada@/,
    );
    expect(posted.out.match(/^appointment_confirmation \((email|sms)\) .* pending$/gm)).toHaveLength(2);
    expect(posted.out.match(/^appointment_reminder \((email|sms)\) .* pending$/gm)).toHaveLength(4);
    // The next step is there to be pasted, with the same client.
    expect(posted.out).toContain(
      `event booking.cancelled --appointment apt-ada --client-name Ada --client-email ${to}\n`,
    );

    await until('the email', async () => (await notify(`messages --to ${to}`)).out.includes('Confirmed'));
    const captured = JSON.parse((await notify(`messages --to ${to} --json`)).out) as { to: string }[];
    expect(captured.map((message) => message.to)).toEqual([to]);
    const { out } = await notify('history --appointment apt-ada');
    expect(out.split('\n')[0]).toMatch(/^when \(UTC\) +state +message +to$/);
    expect(out).toMatch(new RegExp(`sent +appointment_confirmation \\(email\\) +${to}`));
    expect(out.trim().split('\n')).toHaveLength(7);
  }, 60_000);

  it('says why nothing is planned', async () => {
    const { code, out } = await notify('event booking.created --in -2d --client-phone none');
    expect(code).toBe(0);
    expect(out).toMatch(/past_due: its time has passed/);
  });

  it('writes the page of a captured message where no browser can be opened', async () => {
    const { code, err } = await notify(`messages --to ${to} --open`);
    const [, file] = /^There is no browser here\. The page is (\S+)\n$/.exec(err)!;
    expect(readFileSync(file!, 'utf8')).toMatch(/Confirmed: Haircut[^]*<iframe sandbox/);
    expect(code).toBe(0);
  });

  it('says that a template is shown in another language than was asked for', async () => {
    const { code, err } = await notify('render appointment_reminder sms --locale da');
    expect(err).toContain('There is no such template in da: this is the one in en.');
    expect(code).toBe(0);
  });

  it('prints an event without posting it', async () => {
    const printed = JSON.parse(
      (await notify('event booking.cancelled --cancelled-by business --print')).out,
    ) as unknown;
    expect(printed).toMatchObject({ type: 'booking.cancelled', data: { cancellation: { cancelled_by: 'business' } } });
  });

  it('lists only what was asked for, as JSON too', async () => {
    const { out } = await notify('history --appointment apt-ada --status cancelled --json');
    expect(JSON.parse(out)).toEqual([]);
    expect((await notify('history --user nobody')).out).toBe('(none)\n');
  });
});

describe('a part that is frozen', () => {
  it.each([
    ['worker', ['postgres', 'redis', 'api', 'scheduler'], ['postgres', 'email', 'sms']],
    ['redis', ['postgres', 'api'], ['postgres', 'email', 'sms']],
    ['api', ['postgres', 'redis', 'worker', 'scheduler'], ['postgres', ...QUEUE_STEPS]],
  ] as const)('is told by status and test, with what still works: %s', async (part, up, passed) => {
    const looks = await whileFrozen(stackFile().pids[part], () => Promise.all([partsUp(), stepsPassed()]));
    expect(looks).toEqual([up, passed]);
    await until('all is well again', async () => (await partsUp()).length === 5);
  });

  it('is told by status also when it is Postgres', async () => {
    expect(await whileFrozen(stackFile().pids.postgres, partsUp)).not.toContain('postgres');
  });
});

describe('queues', () => {
  it('shows refused jobs with their reason and never with their data', async () => {
    const { redisUrl } = stackFile();
    const { default: Queue } = await import('bull');
    const queue = new Queue('notifications', redisUrl, { prefix: '{notifications}' });
    try {
      const job = await queue.add('booking-event', { type: 'booking.created', canary: 'Jane Secret' });
      await job.finished().catch(() => undefined);
      const { code, out } = await notify('queues --jobs');
      expect(code).toBe(0);
      expect(out).toMatch(/^notifications +0 +0 +0 +1$/m);
      const listed = /^notifications +failed +booking-event {2}(\S+) {2}\d+ s old {2}(.*)$/m.exec(out)!;
      expect(listed.slice(1)).toEqual([String(job.id), expect.stringContaining('id: is required')]);
      expect(out).not.toContain('Jane');
      const { notifications } = JSON.parse((await notify('queues --json')).out) as Record<string, unknown>;
      expect(notifications).toEqual({ waiting: 0, active: 0, delayed: 0, failed: 1, paused: false });
    } finally {
      await queue.close();
    }
  });
});

describe('what works without a worker', () => {
  it('sends one message and tells what became of it', async () => {
    const context = join(dataDir, 'context.json');
    writeFileSync(context, '{"client_name":"Ada"}');
    const sent = await notify(`send-test --email ada@example.com --context ${context} --json`);
    expect(sent).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(sent.out)).toMatchObject([{ channel: 'email', sent: true }]);
    const refused = await notify('send-test --phone 12 --template nothing');
    expect(refused.code).toBe(1);
    expect(refused.out).toContain('nothing was sent: --template: no active sms template of that name');
    const unwanted = await notify('send-test --email ada@example.com --template marketing_announcement');
    expect(unwanted.code).toBe(1);
    expect(unwanted.out).toContain('nothing was sent (preference_off): marketing goes only to those who asked for it');
  });

  it('sends what is due while no worker does', async () => {
    const { apiUrl, pids } = stackFile();
    const token = (await notify('token --role service --sub platform')).out.trim();
    const processed = await whileFrozen(pids.worker, async () => {
      const posted = await fetch(`${apiUrl}/api/v2/booking-events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(event('booking.created', appointment())),
      });
      expect(posted.status).toBe(202);
      return notify('process-queue --all --batch-size 1');
    });
    expect(processed).toEqual({
      code: 0,
      out: '  1 so far …\n  2 so far …\nprocessed 2, successful 2, failed 0\n',
      err: '',
    });
  });

  it('populates templates once', async () => {
    const { out } = await notify('populate-templates --json');
    expect(JSON.parse(out)).toMatchObject({ created: 0, updated: 0 });
    expect((await notify('populate-templates')).out).toMatch(/^up to date: 0 created, 0 updated, \d+ unchanged$/m);
  });

  it('follows the files of the templates until Ctrl-C', async () => {
    const following = startCommand('populate-templates --watch', environment());
    await until('it watches', () => /^watching \S+templates: Ctrl-C ends it$/m.test(following.out()));
    following.child.kill('SIGINT');
    expect((await following.ended).code).toBe(0);
  });
});

describe('logs', () => {
  it('shows the last lines of those that are named', async () => {
    const { code, out } = await notify('logs worker stack --lines 2');
    expect(code).toBe(0);
    expect(out).toMatch(
      /^== worker {2}\S+worker\.log\n(\d{4}-.* {2}(info|warn|error) .*\n){2}\n== stack {2}\S+stack\.log\n(\d{4}-.*\n){2}$/,
    );
    const { out: raw } = await notify('logs api --lines 1 --json');
    expect(JSON.parse(raw)).toMatchObject({ service: 'api' });
  });
});

describe('mistakes', () => {
  it.concurrent.each([
    ['', /^Usage: npm run notify --/],
    ['dance', /^Usage: npm run notify --[^]*\nThere is no verb "dance"\.\n$/],
    ['process-queue --batch-size 0', /^--batch-size must be a whole number from 1 to 200\n$/],
  ])('are told in words, with exit code 1: %s', async (words, told) => {
    const { code, err } = await notify(words);
    expect(err).toMatch(told);
    expect(code).toBe(1);
  });

  it('in LOG_DIR cost nothing that runs', async () => {
    const before = stackFile();
    for (const verb of ['start', 'restart', 'process-queue']) {
      const { code, err } = await notify(verb, { LOG_DIR: '/dev/null/logs' });
      expect([verb, code, err]).toEqual([verb, 1, 'LOG_DIR must be a folder that this process may write to\n']);
    }
    expect(stackFile()).toEqual(before);
  });

  it.concurrent.each([
    ['migrate', 'postgres://user:secret@127.0.0.1:1/x', /^Postgres at 127\.0\.0\.1:1\/x: nobody listens there/],
    ['process-queue', 'postgres://user:secret@127.0.0.1:1/x', /^Postgres at 127\.0\.0\.1:1\/x: nobody listens there/],
    ['populate-templates', 'postgres:secret@db', /^DATABASE_URL must be a URL that starts with postgres:\/\//],
  ])('in DATABASE_URL are told without its password: %s', async (words, url, told) => {
    const { code, err, out } = await notify(words, { DATABASE_URL: url });
    expect(err).toMatch(told);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(out + err).not.toContain('secret');
    expect(code).toBe(1);
  });
});

describe('restart and stop', () => {
  it('restart leaves nothing of the old stack and brings up a new one', async () => {
    const before = stackFile();
    expect((await notify('restart')).code).toBe(0);
    expect(allPids(before).filter((pid) => isRunning(pid))).toEqual([]);
    expect(allPids(stackFile()).every((pid) => isRunning(pid))).toBe(true);
  }, 60_000);

  it('stop ends what a killed supervisor has left', async () => {
    const before = stackFile();
    process.kill(before.pid, 'SIGKILL');
    await until('the supervisor is gone', () => !isRunning(before.pid));
    const { code, out } = await notify('stop');
    expect(out).toMatch(/Stopped .*redis, postgres/);
    expect(code).toBe(0);
    expect(allPids(before).filter((pid) => isRunning(pid))).toEqual([]);
    expect(existsSync(join(dataDir, 'stack.json'))).toBe(false);
  }, 60_000);

  it('stop finds nothing to do then, and start that fails leaves nothing', async () => {
    expect(await notify('stop')).toEqual({ code: 0, out: 'Nothing runs here.\n', err: '' });
    const { code, err } = await notify('start', { DATABASE_URL: 'postgres://127.0.0.1:1/x' });
    expect(err).toMatch(/^The start failed, see above \(\S+stack\.log\)\. Nothing is left running\.\n$/);
    expect(code).toBe(1);
    expect(existsSync(join(dataDir, 'supervisor.pid'))).toBe(false);
    expect((await notify('status')).code).toBe(1);
  }, 60_000);
});
