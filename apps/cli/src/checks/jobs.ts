import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Job, JobStatus } from 'bull';
import { PING_JOB, type QueueName } from '@booking/notifications-core';
import { UserError, whyRedis } from '@booking/local-stack';
import { withQueues, type BullQueue } from '../access/queues.js';
import { failed, passed, type CheckResult } from './check-result.js';

/** A living worker takes a job within milliseconds, unless it is busy with as many as it can take. */
const BACK_WITHIN_MS = 6_000;
const POLL_MS = 20;
/** Longer than ticks are kept. */
const REPORT_KEPT_SECONDS = 3_600;

/**
 * Adds a job in front of all others and waits until a worker has answered it. It leaves nothing in Redis, answered or
 * not.
 */
export async function thereAndBack(redisUrl: string, queueName: QueueName): Promise<CheckResult> {
  try {
    return await withQueues(redisUrl, async ({ queues }) => {
      const queue = queues.find(({ name }) => name === queueName);
      if (queue === undefined) throw new Error('a queue without a name');
      return answerOf(queue);
    });
  } catch (error) {
    return failed(error instanceof UserError ? error.message : `Redis went away: ${whyRedis(error)}`);
  }
}

async function answerOf(queue: BullQueue): Promise<CheckResult> {
  const job = await addInFront(queue);
  let state: JobStatus | 'stuck' = 'waiting';
  try {
    const deadline = Date.now() + BACK_WITHIN_MS;
    while (Date.now() < deadline) {
      const found = await queue.getJob(job.id);
      if (found === null) return answered(undefined);
      state = await found.getState();
      if (state === 'completed') return answered(found.returnvalue ?? (await queue.getJob(job.id))?.returnvalue);
      if (state === 'failed') return refused((await queue.getJob(job.id))?.failedReason);
      await wait(POLL_MS);
    }
    return failed(`not back within ${BACK_WITHIN_MS / 1_000} s: ${await whyLate(queue, state)}`);
  } finally {
    // An active job is not removed: its worker may be frozen, and when it wakes it would leave half a job behind.
    if (state !== 'active') await job.remove().catch(() => undefined);
  }
}

function addInFront(queue: BullQueue): Promise<Job<unknown>> {
  const asksForReport = queue.name === 'maintenance';
  return queue.add(
    asksForReport ? 'health-check' : PING_JOB,
    {},
    {
      jobId: `command-line-${randomUUID()}`,
      attempts: 1,
      lifo: true,
      // A job that is gone was answered. It stays only if the answer is wanted, and is removed afterwards. A maximum
      // age would also remove old jobs of others, which on `maintenance` are only the ticks.
      removeOnComplete: asksForReport ? { age: REPORT_KEPT_SECONDS } : true,
      removeOnFail: false,
    },
  );
}

function answered(answer: unknown): CheckResult {
  const { problems } = (typeof answer === 'object' && answer !== null ? answer : {}) as { problems?: unknown };
  const attention = Array.isArray(problems) && problems.length > 0 ? `; attention: ${problems.join('; ')}` : '';
  return passed(`there and back${attention}`);
}

function refused(reason: unknown): CheckResult {
  const said = typeof reason === 'string' ? reason : 'no reason given';
  return failed(`the worker refused the job (${said}): is it of this version?`);
}

async function whyLate(queue: BullQueue, state: JobStatus | 'stuck'): Promise<string> {
  if (await queue.isPaused()) return 'the queue is paused: somebody has to resume it';
  if (state === 'active') return 'a worker took it and does not answer: is it frozen? npm run notify -- status';
  const { active } = await queue.getJobCounts();
  return active > 0
    ? `no worker runs, or all are busy with ${active} other jobs: npm run notify -- status`
    : 'no worker takes it: npm run notify -- status';
}
