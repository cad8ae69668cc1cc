import 'reflect-metadata';
import { ConfigError, createEngine, openServices, readConfig, stopGraceMs } from '@booking/notifications-core';
import { createApplication } from './application.js';
import { createAuthenticate } from './auth/auth.js';
import { Core } from './routes/core.js';

try {
  await start();
} catch (error) {
  fail(error);
}

async function start(): Promise<void> {
  const config = readConfig(process.env);
  const authenticate = createAuthenticate(config);
  if (config.DATABASE_URL === undefined)
    throw new ConfigError(
      'DATABASE_URL',
      'is not set: use `npm start`, which brings one up, or point it at a Postgres',
    );
  const services = await openServices(config, 'api');
  const { log } = services;
  const core = new Core(createEngine(services));
  const app = await createApplication(core, authenticate, log);

  let stopping = false;
  const stop = (why: string): void => {
    if (stopping) return;
    stopping = true;
    log.info('stopping', { why });
    // Running requests may finish: some send, and a send that is cut off is in doubt.
    setTimeout(() => process.exit(1), stopGraceMs(config)).unref();
    app.close().then(() => process.exit(0), fail);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('disconnect', () => stop('disconnect'));

  await app.listen({ port: config.API_PORT, host: config.HOST });
  const { port } = app.getHttpServer().address() as { port: number };
  const host = config.HOST === '0.0.0.0' || config.HOST === '::' ? 'localhost' : config.HOST;
  log.info(`listening on http://${host}:${port}`);
  process.send?.({ ready: true, port });
  await core.selfCheck.start();
}

/** Writes one line for an error that a person can fix, and the stack for any other. A supervisor hears of the first. */
function fail(error: unknown): void {
  process.stderr.write(`${describe(error)}\n`);
  if (error instanceof ConfigError && process.send) process.send({ refused: error.message }, () => process.exit(1));
  else process.exit(1);
}

function describe(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE')
    return 'API_PORT is taken by another process: stop that, or set another port (0 means any free one)';
  return error.stack ?? error.message;
}
