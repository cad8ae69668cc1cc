import { performance } from 'node:perf_hooks';
import { QUEUES, readConfig, type Config } from '@booking/notifications-core';
import type { Command } from 'commander';
import pTimeout from 'p-timeout';
import { type Environment, findDatabaseUrl, findRedisUrl, readEnvironment, UserError } from '@booking/local-stack';
import { explained } from '../terminal/explained.js';
import { probePostgres } from '../access/probes.js';
import { dim, green, line, red, yellow } from '../terminal/terminal.js';
import { failed, type CheckResult } from '../checks/check-result.js';
import { thereAndBack } from '../checks/jobs.js';
import { sendThroughApi, type Addresses } from '../checks/sends.js';

interface Options extends Addresses {
  readonly send?: boolean;
  readonly json?: boolean;
}

interface Step extends CheckResult {
  readonly name: string;
  readonly ms: number;
}

export function registerTest(program: Command): void {
  explained(program.command('test'), {
    does: 'check the whole way: a job through every queue and back, and a message on every channel',
    needs:
      'a running API and worker, Postgres and Redis. A channel in sandbox captures the message, which is removed again; a live one is only sent to with --send and an address. Takes 15 s at most, with --send as long as the providers do; exit code 0 only if nothing failed.',
    examples: ['test', 'test --json', 'test --send --email you@example.com --phone +12025550123'],
  })
    .option('--send', 'send on live channels too')
    .option('--email <address>', 'where the email of --send goes')
    .option('--phone <number>', 'where the SMS of --send goes')
    .option('--json', 'for scripts')
    .action(async ({ send = false, json = false, email, phone }: Options) => {
      if (send !== (email !== undefined || phone !== undefined))
        throw new UserError('--send goes with --email ADDRESS or --phone NUMBER');
      const environment = readEnvironment();
      const steps: Step[] = [];
      // All checks run at the same time, so a frozen part costs only its own deadline.
      for (const running of begin(environment, readConfig(environment), { email, phone })) {
        const step = await running;
        steps.push(step);
        if (!json) print(step);
      }
      const ok = steps.every(({ result }) => result !== 'failed');
      if (json) line(JSON.stringify({ ok, steps }, null, 2));
      else line(ok ? green('All is well.') : red('Something is wrong, see above.'));
      process.exitCode = ok ? 0 : 1;
    });
}

function begin(environment: Environment, config: Config, addresses: Addresses): Promise<Step>[] {
  const redisUrl = findRedisUrl(environment);
  const nothingRuns = failed('no Redis runs here, and REDIS_URL is not set: npm run notify -- start');
  // A live provider may take its time.
  const sendsWithinMs = Math.max(STEP_WITHIN_MS, config.PROVIDER_TIMEOUT_MS + 5_000);
  return [
    timed('postgres', async () => {
      const { up, detail } = await probePostgres(findDatabaseUrl(environment));
      return { result: up ? 'passed' : 'failed', detail };
    }),
    ...QUEUES.map((queue) =>
      timed(`queue ${queue}`, () =>
        redisUrl === undefined ? Promise.resolve(nothingRuns) : thereAndBack(redisUrl, queue),
      ),
    ),
    timed('email', () => sendThroughApi('email', environment, config, addresses), sendsWithinMs),
    timed('sms', () => sendThroughApi('sms', environment, config, addresses), sendsWithinMs),
  ];
}

/** The single requests of a step have shorter deadlines. This one is for a server that freezes between two of them. */
const STEP_WITHIN_MS = 14_000;

async function timed(name: string, check: () => Promise<CheckResult>, withinMs = STEP_WITHIN_MS): Promise<Step> {
  const began = performance.now();
  const late = (): CheckResult => failed(`no end within ${withinMs / 1_000} s: npm run notify -- status`);
  const result = await pTimeout(check(), { milliseconds: withinMs, fallback: late });
  return { name, ...result, ms: Math.round(performance.now() - began) };
}

const MARKS: Readonly<Record<CheckResult['result'], string>> = {
  passed: green('✓'),
  failed: red('✗'),
  skipped: yellow('–'),
};

function print({ name, result, detail, ms }: Step): void {
  line(`${MARKS[result]} ${name.padEnd(27)} ${result.padEnd(7)}  ${detail} ${dim(`(${ms} ms)`)}`);
}
