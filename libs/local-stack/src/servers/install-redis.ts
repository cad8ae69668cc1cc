import { spawn, spawnSync } from 'node:child_process';
import { UserError, type Environment } from '../environment/environment.js';

interface Installer {
  readonly label: string;
  /** The command for a person to type. */
  readonly typed: string;
  readonly steps: readonly (readonly string[])[];
}

/**
 * Installs Redis with the system's package manager, and says so.
 * @throws {UserError} with the one command to type, when that is not allowed or fails.
 */
export async function installRedis(options: {
  readonly environment: Environment;
  readonly say: (line: string) => void;
  readonly signal?: AbortSignal;
}): Promise<void> {
  const installer = installerFor(options.environment);
  if (installer === undefined) throw new UserError(`Redis is needed and not installed. ${byHand(options.environment)}`);
  options.say(`Redis is not installed: installing it with ${installer.label} …`);
  for (const step of installer.steps) {
    const { code, output } = await run(step, options.environment, options.signal);
    if (code !== 0)
      throw new UserError(
        `Redis could not be installed:\n${output.trim().split('\n').slice(-3).join('\n')}\nInstall it by hand (${installer.typed}), or set REDIS_URL, then run this again.`,
      );
  }
}

function installerFor(environment: Environment): Installer | undefined {
  const has = (name: string) => succeeds(['sh', '-c', `command -v ${name}`], environment);
  if (has('apt-get')) {
    const root = process.getuid?.() === 0;
    if (!root && !succeeds(['sudo', '-n', 'true'], environment)) return undefined;
    const prefix = root ? [] : ['sudo', '-n'];
    // Most images have no package lists, and old lists name files that are gone. Refreshing takes a second.
    return {
      label: root ? 'apt-get' : 'sudo apt-get',
      typed: 'sudo apt-get install redis-server',
      steps: [
        [...prefix, 'apt-get', '-o', 'DPkg::Lock::Timeout=120', 'update', '-qq'],
        [
          ...[...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-o', 'DPkg::Lock::Timeout=120'],
          ...['install', '-y', '-qq', '--no-install-recommends', 'redis-server'],
        ],
      ],
    };
  }
  if (has('brew'))
    return { label: 'Homebrew', typed: 'brew install redis', steps: [['brew', 'install', '--quiet', 'redis']] };
  return undefined;
}

function byHand(environment: Environment): string {
  const has = (name: string) => succeeds(['sh', '-c', `command -v ${name}`], environment);
  const command = has('apt-get')
    ? 'sudo apt-get install redis-server'
    : has('dnf')
      ? 'sudo dnf install valkey'
      : has('apk')
        ? 'apk add redis'
        : has('pacman')
          ? 'sudo pacman -S valkey'
          : 'brew install redis';
  return `Type: ${command}   (or set REDIS_URL), then run this again.`;
}

function succeeds([program = '', ...args]: readonly string[], environment: Environment): boolean {
  return spawnSync(program, args, { stdio: 'ignore', env: { ...environment } }).status === 0;
}

function run(
  [program = '', ...args]: readonly string[],
  environment: Environment,
  signal?: AbortSignal,
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { env: { ...environment }, stdio: ['ignore', 'pipe', 'pipe'], signal });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.on('error', (error) => resolve({ code: 1, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
