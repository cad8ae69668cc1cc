import { spawnSync, type SpawnOptions } from 'node:child_process';
import { statSync } from 'node:fs';
import { UserError } from '../environment/environment.js';

/**
 * How to start Postgres, which refuses to run as root. Root starts it as another user, everybody else starts it
 * directly.
 */
export interface RunAs {
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
  command(program: string, args: readonly string[]): [program: string, args: string[], options: SpawnOptions];
}

const PLAIN: RunAs = { owner: undefined, command: (program, args) => [program, [...args], {}] };

/**
 * The first way of starting Postgres in which its user can reach all `paths`. That user cannot reach a checkout below a
 * folder that only root may enter (`/root`, a temporary directory). Root's folders are not opened to everybody. Instead
 * the process gets the one capability to pass through them, and keeps its ordinary uid.
 * @param dataDir decides the user if it exists and is not root's: the data keep their owner.
 * @throws {UserError} when there is no way, with what to do.
 */
export function runAsForPostgres(dataDir: string, paths: readonly string[], say: (line: string) => void): RunAs {
  if (process.getuid?.() !== 0) return PLAIN;
  const owner = ownerOf(dataDir) ?? userNamed('postgres') ?? createUser(say);
  const ways: RunAs[] = [
    { owner, command: (program, args) => [program, [...args], { uid: owner.uid, gid: owner.gid }] },
    ...['dac_read_search', 'dac_override'].map((capability) => withCapability(owner, capability)),
  ];
  const way = ways.find((candidate) => paths.every((path) => canReach(candidate, path)));
  if (way === undefined)
    throw new UserError(
      `Postgres does not run as root, and its user cannot reach ${paths.join(' or ')}: run this as an ordinary user, move the checkout (to /srv, say), or set DATABASE_URL.`,
    );
  return way;
}

function withCapability(owner: { uid: number; gid: number }, capability: string): RunAs {
  // Postgres calls access(2), which ignores the capabilities of ordinary users unless `no_setuid_fixup` is set.
  const prefix = [
    ...['--reuid', String(owner.uid), '--regid', String(owner.gid), '--clear-groups'],
    ...['--securebits', '+no_setuid_fixup', '--inh-caps', `+${capability}`, '--ambient-caps', `+${capability}`],
  ];
  return { owner, command: (program, args) => ['setpriv', [...prefix, '--', program, ...args], {}] };
}

function canReach(way: RunAs, path: string): boolean {
  const [program, args, options] = way.command('test', ['-x', path]);
  return spawnSync(program, args, { ...options, stdio: 'ignore', cwd: '/' }).status === 0;
}

function ownerOf(path: string): { uid: number; gid: number } | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined || found.uid === 0 ? undefined : { uid: found.uid, gid: found.gid };
}

function userNamed(name: string): { uid: number; gid: number } | undefined {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }));
  if (uid?.status !== 0 || gid?.status !== 0) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

function createUser(say: (line: string) => void): { uid: number; gid: number } {
  say('Postgres does not run as root: adding the system user "postgres" for it');
  const { status } = spawnSync(
    'useradd',
    ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'],
    { stdio: 'ignore' },
  );
  const user = userNamed('postgres');
  if (status !== 0 || user === undefined)
    throw new UserError(
      'Postgres does not run as root and no user could be made for it: run this as an ordinary user, or set DATABASE_URL.',
    );
  return user;
}
