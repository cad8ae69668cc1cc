// The door of every `npm run …` word: checks Node, sets everything up, then hands over to the command line.
// Kept to syntax that old Node versions can read, so that they get a sentence and not a stack trace.
import { checkNode } from './node-version.mjs';

checkNode();

const [word = 'start', ...rest] = process.argv.slice(2);

/** The verb of the command line: `npm start` stays in the foreground, `npm run notify -- start` does not. */
const verb = { start: ['run'], notify: [] }[word] ?? [word];

import('./setup.mjs')
  .then(async ({ prepare, fail }) => {
    await prepare().catch(fail);
    // Same process: a signal that npm passes on reaches the supervisor itself.
    process.argv = [process.argv[0], process.argv[1], ...verb, ...rest];
    await import('../apps/cli/dist/main.js');
  })
  .catch((error) => {
    console.error(error);
    process.exit(1);
  });
