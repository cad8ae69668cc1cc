// Runs Jest in the current project as ES modules and leaves its totals in test-results.json.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { STOP_SIGNALS } from '../libs/local-stack/src/processes/signals.js';
import { root } from './workspace.mjs';

const jest = createRequire(`${root}package.json`).resolve('jest/bin/jest');

// Totals of an earlier run must not pass for this one's if Jest cannot even start.
rmSync('test-results.json', { force: true });

// With --json, Jest writes what people read to stderr, and to stdout only where the file is.
const child = spawn(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    jest,
    `--config=${root}jest.config.js`,
    '--json',
    '--outputFile=test-results.json',
    '--passWithNoTests',
    ...process.argv.slice(2),
  ],
  { stdio: ['ignore', 'ignore', 'inherit'] },
);
for (const signal of STOP_SIGNALS) process.on(signal, () => child.kill(signal));
child.on('close', (code) => process.exit(code ?? 1));
