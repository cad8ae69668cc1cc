// Installs the pinned dependencies and builds, each only when something changed. Plain Node: nothing is installed yet.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** What a person can do something about: shown as one message, without a stack. */
export class SetupError extends Error {}

/** Shows the error and ends the process. */
export function fail(error) {
  console.error(error instanceof SetupError ? `\n${error.message}` : error);
  process.exit(1);
}

/**
 * Dependencies and build, up to date afterwards. About 0.3 s when nothing changed. Several processes may call it
 * at once: one works, the others wait. What is said on the way goes to stderr: stdout is the command's, for `TOKEN=$(…)`.
 * @throws {SetupError} with what to do.
 */
export async function prepare() {
  if (installed() && built()) return;
  mkdirSync(join(root, '.nx'), { recursive: true });
  await withLock(join(root, '.nx', 'setup.lock'), async () => {
    if (!installed()) await install();
    if (!built()) await build();
  });
}

const installStamp = join(root, 'node_modules', '.setup-install');
const buildStamp = join(root, 'node_modules', '.setup-build');

const installed = () => stampIs(installStamp, hashOf(manifests()));

const built = () => stampIs(buildStamp, `${hashOf(sources())} ${outputs()}`);

function stampIs(file, expected) {
  return existsSync(file) && readFileSync(file, 'utf8') === expected;
}

/** Folders of the apps and libraries. */
export const projects = () =>
  ['apps', 'libs'].flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${folder}/${entry.name}`),
  );

const manifests = () => [
  'package.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  ...[...projects(), 'tests'].map((project) => `${project}/package.json`),
];

/** Everything that `build` reads; `nx.json` holds the commands. */
const sources = () => [
  ...manifests(),
  '.swcrc',
  'nx.json',
  'apps/api/openapi-metadata.mjs',
  ...[...projects().map((project) => `${project}/src`), 'tests/support', 'tests/load'].flatMap(filesBelow),
];

/** What lies in the `dist` folders, so that a build by other means, or a deleted one, is noticed. */
function outputs() {
  const files = [...projects(), 'tests'].flatMap((project) => filesBelow(`${project}/dist`));
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    const { mtimeMs, size } = statSync(join(root, file));
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex');
}

function filesBelow(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(path) : path.endsWith('.spec.ts') ? [] : [path];
  });
}

function hashOf(files) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const file of files.sort()) {
    if (existsSync(join(root, file))) hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

async function install() {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const stamp = hashOf(manifests());
  const first = !existsSync(installStamp);
  console.error(`Installing dependencies${first ? ' (about a minute the first time)' : ''} …`);
  const code = await run(
    'npx',
    [
      ...[
        '--yes',
        '--loglevel=error',
        '--progress=false',
        '--update-notifier=false',
        packageManager,
        'install',
        '--frozen-lockfile',
        '--prod=false',
      ],
      // Never ask: there may be nobody to answer. Levels are named because npm's own reach pnpm too.
      ...['--config.confirmModulesPurge=false', '--loglevel=info'],
      ...(process.stderr.isTTY ? [] : ['--reporter=append-only']),
    ],
    // The build needs devDependencies, which NODE_ENV=production would leave out.
    { NODE_ENV: undefined },
    'stderr',
  );
  if (code !== 0) throw new SetupError(await whyInstallFailed(packageManager));
  writeFileSync(installStamp, stamp);
}

async function whyInstallFailed(packageManager) {
  const { bavail, bsize } = statfsSync(root);
  if (bavail * bsize < 300e6)
    return `The install failed: the disk is full (${Math.round((bavail * bsize) / 1e6)} MB free, 1 GB needed). Free some space, then run this again.`;
  const answer = await capture('npm', ['view', packageManager, 'version', '--fetch-retries=0', '--prefer-online']);
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ECONNRESET|EHOSTUNREACH/.test(answer))
    return 'The install failed: the package registry cannot be reached. Connect to the network (behind a proxy: npm config set https-proxy URL), then run this again.';
  return 'The install failed, see above. If the reason is not clear: rm -rf node_modules, then run this again.';
}

async function build() {
  console.error('Building …');
  const read = hashOf(sources());
  const output = [];
  const code = await run(nx, ['run-many', '-t', 'build'], nxEnvironment, (text) => output.push(text));
  if (code !== 0) throw new SetupError(`${output.join('')}\nThe build failed, see above.`);
  writeFileSync(buildStamp, `${read} ${outputs()}`);
}

export const nx = join(root, 'node_modules', '.bin', 'nx');

/** No background process that outlives us, no cloud, no interactive screen. */
export const nxEnvironment = {
  NODE_ENV: undefined,
  NX_DAEMON: 'false',
  NX_NO_CLOUD: 'true',
  NX_TUI: 'false',
  NX_SKIP_VSCODE_EXTENSION_INSTALL: 'true',
  // Nx would turn colours on for what it runs, whoever reads it.
  FORCE_COLOR: process.stdout.isTTY && !process.env.NO_COLOR ? '1' : '0',
};

export const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

let commands = 0;
/** Whether a command runs now, which a signal ends together with us. */
export const isCommandRunning = () => commands > 0;

/**
 * Runs a command in a folder of the repository; resolves to its exit code. With `onOutput` its output goes there,
 * with 'stderr' all of it to that, without it to the terminal. Our SIGTERM and SIGHUP end the command too, and then us.
 */
export async function run(command, args, environment = {}, onOutput, folder = '.') {
  const stdout = onOutput === 'stderr' ? 2 : onOutput ? 'pipe' : 'inherit';
  const child = spawn(command, args, {
    cwd: join(root, folder),
    env: { ...process.env, ...environment },
    stdio: ['ignore', stdout, typeof onOutput === 'function' ? 'pipe' : 'inherit'],
    // A process group of its own: npx passes no signal on to what it runs, so the whole group gets it.
    detached: true,
  });
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', onOutput);
  let stopping = false;
  const forward = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch {
      // Gone already.
    }
    if (!stopping) child.once('close', () => process.exit(1));
    stopping = true;
  };
  for (const signal of stopSignals) process.on(signal, forward);
  commands += 1;
  try {
    return await new Promise((resolve) => {
      child.on('error', (error) => {
        console.error(`${command} could not be started: ${error.message}`);
        resolve(127);
      });
      child.on('close', (code) => resolve(code ?? 1));
    });
  } finally {
    for (const signal of stopSignals) process.off(signal, forward);
    commands -= 1;
  }
}

async function capture(command, args) {
  let output = '';
  await run(command, args, {}, (text) => (output += text));
  return output;
}
