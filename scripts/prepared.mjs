// The frame of every `npm run` word: checks Node, sets up whatever is missing, then does what the word is for.
// Kept to syntax that old Node versions can read, so that they get a sentence and not a stack trace.
import { checkNode } from './node-version.mjs';

/** Runs `work` once everything is installed and built, then ends the process, with the exit code that `work` gives. */
export function whenPrepared(work) {
  checkNode();
  import('./setup.mjs')
    .then(async ({ prepare, fail }) => {
      await prepare().catch(fail);
      process.exit(await work());
    })
    .catch((error) => {
      console.error(error);
      process.exit(1);
    });
}
