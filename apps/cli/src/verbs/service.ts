import { once } from 'node:events';
import type { Command } from 'commander';
import { readStartConfig } from '../access/start-config.js';
import { tokenSettings } from '../access/tokens.js';
import {
  assertPortFree,
  clientUrl,
  databaseUrlFor,
  dataDirOf,
  onStopSignals,
  portOf,
  readEnvironment,
  redisUrlFor,
  type ServiceName,
  spawnService,
} from '@booking/local-stack';
import { explained } from '../terminal/explained.js';
import { SERVICE_NAMES, step } from '../terminal/terminal.js';

/** `npm run api` and `npm run worker`: one more process next to a running stack or a deployment. */
export function registerService(program: Command, name: ServiceName): void {
  explained(program.command(name), {
    does: `run one more ${name === 'api' ? 'API' : 'worker'} process in the foreground`,
    needs: `DATABASE_URL and REDIS_URL, or a running stack. The same as \`npm run ${name}\`; ${name === 'api' ? 'API_PORT' : 'WORKER_PORT'}=0 takes any free port.`,
    examples: [name],
  }).action(async () => {
    process.exitCode = await runService(name);
  });
}

async function runService(name: ServiceName): Promise<number> {
  const environment = readEnvironment();
  const config = readStartConfig(environment);
  const dataDir = dataDirOf(environment);
  const urls = {
    DATABASE_URL: databaseUrlFor(`run ${name}`, environment),
    REDIS_URL: redisUrlFor(`run ${name}`, environment),
  };
  if (name === 'api') await assertPortFree('API_PORT', config.API_PORT, config.HOST);
  else await assertPortFree('WORKER_PORT', config.WORKER_PORT, config.HOST);

  const childEnvironment = {
    ...environment,
    ...tokenSettings(environment, dataDir),
    ...urls,
    NOTIFICATIONS_DATA_DIR: dataDir,
  };
  const child = spawnService(name, childEnvironment, 'terminal');
  const asked = new AbortController();
  onStopSignals(
    () => {
      asked.abort();
      child.kill('SIGTERM');
    },
    () => child.kill('SIGKILL'),
  );
  process.once('exit', () => child.kill('SIGKILL'));
  portOf(child).then(
    (port) => step(SERVICE_NAMES[name], `ready at ${clientUrl(config.HOST, port)}`),
    // It has said so itself.
    () => undefined,
  );

  const [code] = (await once(child, 'exit')) as [number | null];
  return asked.signal.aborted ? 0 : (code ?? 1);
}
