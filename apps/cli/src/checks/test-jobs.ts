import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { PING_JOB, type QueueName } from '@booking/notifications-core';
import { UserError, whyRedis } from '@booking/local-stack';
import { withQueues } from '../access/queue-access.js';
import type { Outcome } from './test-outcome.js';

/** A worker that is alive takes a job within milliseconds, unless all of its hands are full. */
const BACK_WITHIN_MS = 6_000;
const POLL_MS = 20;
/** Longer than the ticks are kept. */
const REPORT_KEPT_SECONDS = 3_600;

/**
 * Puts a job into the queue, in front of all others, and waits until a worker has answered it. Nothing of it stays
 * in Redis, answered or not.
 */
export function thereAndBack(redisUrl: string, queueName: QueueName): Promise<Outcome> {
  return withQueues(redisUrl, async ({ queues }) => {
    const queue = queues.find(({ name }) => name === queueName);
    if (queue === undefined) throw new Error('a queue without a name');
    const asksForReport = queueName === 'maintenance';
    const job = await queue.add(
      asksForReport ? 'health-check' : PING_JOB,
      {},
      {
        jobId: `command-line-${randomUUID()}`,
        attempts: 1,
        lifo: true,
        // A job that is gone was answered. Only where the answer is wanted it stays, and is removed below: an age
        // would clear away old jobs of others too, which on `maintenance` are the ticks' alone.
        removeOnComplete: asksForReport ? { age: REPORT_KEPT_SECONDS } : true,
        removeOnFail: false,
      },
    );
    let state: Awaited<ReturnType<typeof job.getState>> = 'waiting';
    try {
      const deadline = Date.now() + BACK_WITHIN_MS;
      while (Date.now() < deadline) {
        const found = await queue.getJob(job.id);
        if (found === null) return passed(undefined);
        state = await found.getState();
        if (state === 'completed') return passed(found.returnvalue ?? (await queue.getJob(job.id))?.returnvalue);
        if (state === 'failed') return failed((await queue.getJob(job.id))?.failedReason);
        await wait(POLL_MS);
      }
      if (await queue.isPaused()) return late('the queue is paused: somebody has to resume it');
      if (state === 'active')
        return late('a worker took it and does not answer: is it frozen? npm run notify -- status');
      const { active } = await queue.getJobCounts();
      return late(
        active > 0
          ? `no worker runs, or all are busy with ${active} other jobs: npm run notify -- status`
          : 'no worker takes it: npm run notify -- status',
      );
    } finally {
      // A worker that was frozen with it answers when it wakes, and would leave half a job behind if it were gone.
      if (state !== 'active') await job.remove().catch(() => undefined);
    }
  }).catch((error: unknown) => ({
    result: 'failed' as const,
    detail: error instanceof UserError ? error.message : `Redis went away: ${whyRedis(error)}`,
  }));
}

function passed(answer: unknown): Outcome {
  const { problems } = (typeof answer === 'object' && answer !== null ? answer : {}) as { problems?: unknown };
  const attention = Array.isArray(problems) && problems.length > 0 ? `; attention: ${problems.join('; ')}` : '';
  return {
    result: 'passed',
    detail: `there and back${attention}`,
  };
}

function failed(reason: unknown): Outcome {
  return {
    result: 'failed',
    detail: `the worker refused the job (${typeof reason === 'string' ? reason : 'no reason given'}): is it of this version?`,
  };
}

const late = (why: string): Outcome => ({
  result: 'failed',
  detail: `not back within ${BACK_WITHIN_MS / 1_000} s: ${why}`,
});
