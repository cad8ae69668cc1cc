// Commands that the scripts run, and end together with themselves.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { STOP_SIGNALS } from '../libs/local-stack/src/processes/signals.js';
import { root } from './workspace.mjs';

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

let commands = 0;
/** Whether a command runs now, which a signal ends together with us. */
export const isCommandRunning = () => commands > 0;

/**
 * Runs a command in a folder of the repository; resolves to its exit code. With `onOutput` its output goes there,
 * with 'stderr' all of it to that, without it to the terminal. What asks us to stop ends the command too, and then us.
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
  const stopForwarding = forwardSignals(child);
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
    stopForwarding();
    commands -= 1;
  }
}

/** What a command writes, to stdout and stderr, whether it succeeds or not. */
export async function capture(command, args) {
  let output = '';
  await run(command, args, {}, (text) => (output += text));
  return output;
}

/** Unlike `onStopSignals`, every signal is passed on: the command decides what the second one means. */
function forwardSignals(child) {
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
  for (const signal of STOP_SIGNALS) process.on(signal, forward);
  return () => STOP_SIGNALS.forEach((signal) => process.off(signal, forward));
}
