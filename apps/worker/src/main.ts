import 'reflect-metadata';
import { getQueueToken } from '@nestjs/bull';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Queue } from 'bull';
import pTimeout from 'p-timeout';
import {
  ConfigError,
  createEngine,
  errorFields,
  NestLog,
  openServices,
  QUEUES,
  readConfig,
  stopGraceMs,
} from '@booking/notifications-core';
import { Dispatcher } from './dispatcher.js';
import { ProblemFilter } from './problem.filter.js';
import { Work } from './work.js';
import { WorkerModule } from './worker.module.js';

/** A Redis that is away must not delay the stop. */
const PAUSE_WITHIN_MS = 1_000;

try {
  await start();
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError ? error.message : describe(error)}\n`);
  // A supervisor hears of a setting that is wrong: to start again would not help.
  if (error instanceof ConfigError && process.send) process.send({ refused: error.message }, () => process.exit(1));
  else process.exit(1);
}

async function start(): Promise<void> {
  const config = readConfig(process.env);
  if (config.REDIS_URL === undefined)
    throw new ConfigError('REDIS_URL', 'is required by a worker: run `npm start`, or point it at a Redis');
  const services = await openServices(config, 'worker');
  const { log } = services;
  const work = new Work(createEngine(services));
  const app = await NestFactory.create<NestFastifyApplication>(
    WorkerModule.of(work, config.REDIS_URL),
    new FastifyAdapter(),
    { logger: new NestLog(log), abortOnError: false },
  );
  app.useGlobalFilters(new ProblemFilter(log));
  const queues = QUEUES.map((name) => app.get<Queue>(getQueueToken(name)));
  for (const queue of queues) {
    // Bull looks up job names in a plain object. A job named `constructor` would stay active for ever.
    Object.setPrototypeOf((queue as unknown as { handlers: object }).handlers, null);
    // The connection of the services logs outages, once.
    queue.on('error', () => undefined);
    queue.on('stalled', (job) =>
      log.warn('job of a lost worker runs again', { queue: queue.name, job_id: String(job.id) }),
    );
  }

  const stop = async (why: string): Promise<void> => {
    if (work.stopping) return;
    work.stopping = true;
    work.selfCheck.stop();
    log.info('stopping', { why });
    setTimeout(() => process.exit(1), stopGraceMs(config)).unref();
    // The order matters: take no new jobs, hand nothing over, finish claimed notifications, close everything.
    await inTime(Promise.all(queues.map((queue) => queue.pause(true, true))));
    await app.get(Dispatcher).stop();
    await work.engine.delivery.drain();
    await inTime(app.close());
    await work.engine.close();
    log.info('stopped');
    process.exit(0);
  };
  const stopBecause = (why: string): void => {
    stop(why).catch((error: unknown) => {
      log.error('did not stop cleanly', errorFields(error));
      process.exit(1);
    });
  };
  process.on('SIGTERM', stopBecause);
  process.on('SIGINT', stopBecause);
  process.on('disconnect', () => stopBecause('disconnect'));

  await app.listen({ port: config.WORKER_PORT, host: config.HOST });
  const { port } = app.getHttpServer().address() as { port: number };
  log.info(`worker runs, health on port ${port}`, { concurrency: config.WORKER_CONCURRENCY });
  process.send?.({ ready: true, port });
  await work.selfCheck.start();
}

const inTime = (work: Promise<unknown>): Promise<unknown> =>
  pTimeout(work, { milliseconds: PAUSE_WITHIN_MS, fallback: () => undefined });

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE')
    return 'WORKER_PORT is taken by another process: stop that, or set another port (0 means any free one)';
  return error.stack ?? error.message;
}
