import { createProgram } from './program.js';
import { Mistake } from './terminal/mistakes.js';
import { surviveClosedOutput } from './terminal/terminal.js';
import { explain } from './terminal/unexpected.js';

// The reader of the output may close it early, as `head` does. The command still finishes.
surviveClosedOutput();
try {
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof Mistake) {
    if (error.message !== '') console.error(error.message);
    process.exitCode = error.exitCode;
  } else {
    console.error(explain(error));
    process.exitCode = 1;
  }
}
// Open pools or timers of a library must not keep a finished command alive.
process.exit();
