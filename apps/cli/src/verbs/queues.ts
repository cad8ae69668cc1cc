import { countJobs, QUEUES, type QueueCounts, type QueueName } from '@booking/notifications-core';
import type { Command } from 'commander';
import { readEnvironment, redisUrlFor } from '@booking/local-stack';
import { wholeNumber } from '../terminal/arguments.js';
import { explained } from '../terminal/explained.js';
import { listJobs, withQueues, type ListedJob } from '../access/queues.js';
import { bold, dim, line } from '../terminal/terminal.js';

interface Options {
  readonly jobs?: boolean;
  readonly limit: number;
  readonly json?: boolean;
}

export function registerQueues(program: Command): void {
  explained(program.command('queues'), {
    does: 'count the jobs of each queue: waiting, active, delayed, failed',
    needs:
      'Redis. Jobs are only wake-up calls for what is due within seconds: later reminders are in Postgres, and the history shows them. What a job carries is never shown.',
    examples: ['queues', 'queues --jobs', 'queues --json'],
  })
    .option('--jobs', 'list the jobs too: active ones first, then failed, waiting and delayed ones')
    .option(
      '--limit <number>',
      'how many jobs of each queue and state, 1 to 1000',
      wholeNumber('--limit', 1, 1_000),
      20,
    )
    .option('--json', 'for scripts')
    .action(async ({ jobs = false, limit, json = false }: Options) => {
      await withQueues(redisUrlFor('queues', readEnvironment()), async ({ redis, queues }) => {
        const counts = await countJobs(redis);
        const paused = await Promise.all(queues.map((queue) => queue.isPaused()));
        const listed = jobs ? (await Promise.all(queues.map((queue) => listJobs(queue, limit)))).flat() : [];
        if (json) line(JSON.stringify(asJson(counts, paused, jobs ? listed : undefined), null, 2));
        else {
          printCounts(counts, paused);
          if (jobs) printJobs(listed);
        }
      });
    });
}

function asJson(
  counts: Record<QueueName, QueueCounts>,
  paused: readonly boolean[],
  jobs: readonly ListedJob[] | undefined,
): unknown {
  const queues = QUEUES.map((name, index) => [
    name,
    {
      waiting: counts[name].waiting,
      active: counts[name].active,
      delayed: counts[name].delayed,
      failed: counts[name].failed,
      paused: paused[index] === true,
    },
  ]);
  return { ...Object.fromEntries(queues), ...(jobs === undefined ? {} : { jobs }) };
}

function printCounts(counts: Record<QueueName, QueueCounts>, paused: readonly boolean[]): void {
  const columns = ['waiting', 'active', 'delayed', 'failed'] as const;
  line(bold(`${'queue'.padEnd(22)}${columns.map((column) => column.padStart(9)).join('')}`));
  for (const [index, name] of QUEUES.entries()) {
    const numbers = columns.map((column) => String(counts[name][column]).padStart(9)).join('');
    line(`${name.padEnd(22)}${numbers}${paused[index] === true ? '  paused' : ''}`);
  }
}

function printJobs(jobs: readonly ListedJob[]): void {
  line();
  if (jobs.length === 0) line(dim('(no jobs)'));
  for (const { queue, state, name, id, age_seconds, reason } of jobs)
    line(
      `${queue.padEnd(22)}${state.padEnd(9)}${name}  ${id}  ${age_seconds} s old${reason === undefined ? '' : `  ${reason}`}`,
    );
}
