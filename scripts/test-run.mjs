// What `npm test` does once everything is installed and built.
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { STOP_SIGNALS } from '../libs/local-stack/src/processes/signals.js';
import { isCommandRunning, nx, nxEnvironment, run } from './commands.mjs';
import { projects, root } from './workspace.mjs';

/** Those whose tests need no servers, and which Nx runs. */
const units = projects().filter((project) => project !== 'tests');

/** Runs everything, or with a pattern the test files that match it, and resolves to the exit code. */
export async function runTests(args) {
  const pattern = args.find((arg) => !arg.startsWith('-'));
  const failures = [];
  const totals = { passed: 0, failed: 0 };

  const services = startServices();
  try {
    if (pattern === undefined) await checkProjects(args, failures, totals);
    else
      for (const project of units.filter((folder) => hasMatch(folder, pattern)))
        await runJest(project, args, {}, failures, totals);
    if (pattern === undefined || hasMatch('tests', pattern)) {
      const { environment } = await services;
      // Each file brings processes of its own: more at a time would only make them slow enough to time out.
      await runJest('tests', ['--maxWorkers=2', ...args], environment, failures, totals);
    }
  } catch (error) {
    console.error(error instanceof Error && error.name === 'UserError' ? error.message : error);
    failures.push('setting up the servers');
  } finally {
    await services.then((started) => started.stop()).catch(() => undefined);
  }

  if (totals.passed + totals.failed === 0)
    failures.push(pattern === undefined ? 'no tests ran' : `no test matches ${pattern}`);
  if (failures.length > 0) console.log(`\nFailed: ${failures.join(', ')} (see above)`);
  console.log(`${totals.passed} passed, ${totals.failed} failed`);
  return failures.length > 0 || totals.failed > 0 ? 1 : 0;
}

/** Starts beside the checks that need none. Whatever ends this process ends the servers too. */
async function startServices() {
  const { startTestServices } = await import('../tests/dist/support/services.js');
  const services = await startTestServices(process.env, (line) => console.log(line));
  process.once('exit', () => services.kill());
  for (const signal of STOP_SIGNALS)
    process.on(signal, () => {
      if (!isCommandRunning()) process.exit(1);
    });
  return services;
}

async function checkProjects(args, failures, totals) {
  for (const project of units) rmSync(resultsOf(project), { force: true });
  // Restored from the cache, with their results, where nothing they depend on has changed.
  const code = await run(
    nx,
    ['run-many', '-t', 'lint', 'typecheck', 'test', '--parallel=2', '--output-style=stream'],
    nxEnvironment,
  );
  const failed = units.reduce((sum, project) => sum + addResults(project, failures, totals), 0);
  if (code !== 0 && failed === 0) failures.push('lint or types');
  const format = await run(join(root, 'node_modules', '.bin', 'prettier'), ['--check', '--log-level=warn', '.']);
  if (format !== 0) failures.push('formatting (npm run format mends it)');
}

async function runJest(project, args, environment, failures, totals) {
  const code = await run(
    process.execPath,
    [join(root, 'scripts', 'jest.mjs'), ...args],
    environment,
    undefined,
    project,
  );
  if (addResults(project, failures, totals) === 0 && code !== 0) failures.push(`tests of ${project}`);
}

/** Adds what Jest wrote; returns how many failures that were, files that could not even run included. */
function addResults(project, failures, totals) {
  if (!existsSync(resultsOf(project))) return 0;
  const results = JSON.parse(readFileSync(resultsOf(project), 'utf8'));
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  totals.passed += results.numPassedTests;
  totals.failed += failed;
  if (failed > 0) failures.push(`tests of ${project}`);
  return failed;
}

const resultsOf = (project) => join(root, project, 'test-results.json');

function hasMatch(project, pattern) {
  const matches = new RegExp(pattern, 'i');
  return readdirSync(join(root, project), { recursive: true }).some(
    (file) => file.endsWith('.spec.ts') && !file.includes('node_modules') && matches.test(`${project}/${file}`),
  );
}
