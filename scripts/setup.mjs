// Installs the pinned dependencies and builds, each only when something changed. Plain Node: nothing is installed yet.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { capture, nx, nxEnvironment, run } from './commands.mjs';
import { withLock } from './lock.mjs';
import { buildInputs, filesBelow, manifests, projects, root } from './workspace.mjs';

/** What a person can do something about: shown as one message, without a stack. */
export class SetupError extends Error {}

/** Shows the error and ends the process. */
export function fail(error) {
  console.error(error instanceof SetupError ? `\n${error.message}` : error);
  process.exit(1);
}

/**
 * Dependencies and build, up to date afterwards. Stamps tell when nothing has changed, in about 0.1 s; Nx' own cache
 * would take two seconds to say the same, for every command. Several processes may call it at once: one works, the
 * others wait. What is said on the way goes to stderr: stdout is the command's, for `TOKEN=$(…)`.
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

const built = () => stampIs(buildStamp, `${hashOf(buildInputs())} ${outputs()}`);

function stampIs(file, expected) {
  return existsSync(file) && readFileSync(file, 'utf8') === expected;
}

/** What lies in the `dist` folders, so that a build by other means, or a deleted one, is noticed. */
function outputs() {
  const files = projects().flatMap((project) => filesBelow(`${project}/dist`));
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    const { mtimeMs, size } = statSync(join(root, file));
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex');
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
  const read = hashOf(buildInputs());
  const output = [];
  const code = await run(nx, ['run-many', '-t', 'build'], nxEnvironment, (text) => output.push(text));
  if (code !== 0) throw new SetupError(`${output.join('')}\nThe build failed, see above.`);
  writeFileSync(buildStamp, `${read} ${outputs()}`);
}
