// `npm start`, `npm run api`, `npm run worker` and `npm run notify -- VERB`: hands over to the command line.
// Kept to syntax that old Node versions can read, so that they get a sentence and not a stack trace.
import { whenPrepared } from './prepared.mjs';

const [word = 'start', ...rest] = process.argv.slice(2);

/** The verb of the command line: `npm start` stays in the foreground, `npm run notify -- start` does not. */
const verb = { start: ['run'], notify: [] }[word] || [word];

whenPrepared(async () => {
  // Same process: a signal that npm passes on reaches the supervisor itself.
  process.argv = [process.argv[0], process.argv[1], ...verb, ...rest];
  await import('../apps/cli/dist/main.js');
});
