import type { Command } from 'commander';
import { findDatabaseUrl, findRedisUrl, readEnvironment, type Environment } from '@booking/local-stack';
import { probePostgres, probeRedis, probeScheduler, probeService, type Finding } from '../access/probes.js';
import { serviceUrl } from '../access/service-url.js';
import { explained } from '../terminal/explained.js';
import { dim, green, line, red } from '../terminal/terminal.js';

export function registerStatus(program: Command): void {
  explained(program.command('status'), {
    does: 'say of Postgres, Redis, the API, the worker and the scheduler whether they are up',
    needs:
      'nothing. Looks at the running stack, else at DATABASE_URL, REDIS_URL, and API_PORT and WORKER_PORT of this machine. Takes 3 s at most; exit code 0 only if all five are up.',
    examples: ['status', 'status --json'],
  })
    .option('--json', 'for scripts')
    .action(async ({ json = false }: { json?: boolean }) => {
      const parts = await findings(readEnvironment());
      const ok = Object.values(parts).every(({ up }) => up);
      if (json) line(JSON.stringify({ ok, ...withStatus(parts) }, null, 2));
      else print(parts);
      process.exitCode = ok ? 0 : 1;
    });
}

export type Parts = Readonly<Record<'postgres' | 'redis' | 'api' | 'worker' | 'scheduler', Finding>>;

/** Asks all parts at the same time, each with its own deadline: a frozen one does not delay the others. */
export async function findings(environment: Environment): Promise<Parts> {
  const databaseUrl = findDatabaseUrl(environment);
  const redisUrl = findRedisUrl(environment);
  const [postgres, redis, api, worker, scheduler] = await Promise.all([
    probePostgres(databaseUrl),
    probeRedis(redisUrl),
    probeService(serviceUrl('api', environment), 'api'),
    probeService(serviceUrl('worker', environment), 'worker'),
    probeScheduler(redisUrl),
  ]);
  return { postgres, redis, api, worker, scheduler };
}

const withStatus = (parts: Parts): Record<string, Finding & { status: string }> =>
  Object.fromEntries(
    Object.entries<Finding>(parts).map(([name, found]) => [name, { status: found.up ? 'up' : 'down', ...found }]),
  );

function print(parts: Parts): void {
  const width = Math.max(...Object.values(parts).map(({ where }) => (where ?? '').length));
  for (const [name, { up, where, detail, ms }] of Object.entries<Finding>(parts)) {
    const mark = up ? green('✓') : red('✗');
    line(
      `${mark} ${name.padEnd(9)}  ${up ? 'up  ' : 'down'}  ${(where ?? '').padEnd(width)}  ${detail} ${dim(`(${ms} ms)`)}`,
    );
  }
}
