import type { NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Redis } from 'ioredis';
import { connectRedis, IMPATIENT, NestLog, type Config, type Logger } from '@booking/notifications-core';
import { AppModule } from './app.module.js';
import type { Authenticate } from './auth/auth.js';
import { createIdentify } from './auth/caller.js';
import type { Core } from './routes/core.js';
import { setUpDocs } from './openapi/openapi.js';
import { ProblemFilter } from './http/problem.filter.js';
import { RateLimits } from './auth/rate-limit.js';
import { Sessions } from './auth/sessions.js';
import { RouteTable } from './http/route-table.js';
import { BUILT_CONSOLE, registerConsole } from './console/console-files.js';
import { registerQueueBoard } from './console/queue-board.js';
import { createServer } from './server.js';

/** The API, not yet listening. */
export async function createApplication(
  core: Core,
  authenticate: Authenticate,
  log: Logger,
): Promise<NestFastifyApplication> {
  const { config } = core;
  const rateLimits = new RateLimits(config, connectForCounting(config));
  const sessions = new Sessions(() => core.dataSource);
  const identify = createIdentify(authenticate, sessions, config);
  const server = await createServer(config, { identify, rateLimits, log });
  const problems = new ProblemFilter(log, new RouteTable(server));
  const options: Pick<NestApplicationOptions, 'logger' | 'bodyParser' | 'abortOnError'> = {
    logger: new NestLog(log),
    bodyParser: false,
    abortOnError: false,
  };
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.of({ core, rateLimits, sessions, problems }),
    new FastifyAdapter(server),
    options,
  );
  registerConsole(server, { folder: config.CONSOLE_DIR ?? BUILT_CONSOLE, sessions, address: config });
  registerQueueBoard(server, { config, identify });
  await setUpDocs(app);
  await app.init();
  await server.ready();
  return app;
}

/** A connection for counting requests. Counting is best effort: a command that cannot be sent at once fails. */
function connectForCounting({ REDIS_URL }: Config): Redis | null {
  if (REDIS_URL === undefined) return null;
  return connectRedis(REDIS_URL, { ...IMPATIENT, maxRetriesPerRequest: 0, enableOfflineQueue: false });
}
