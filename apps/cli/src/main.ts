import { Command, CommanderError } from 'commander';
import { registerLogs } from './verbs/logs.js';
import { registerMigrate } from './verbs/migrate.js';
import { registerPopulateTemplates } from './verbs/populate-templates.js';
import { registerProcessQueue } from './verbs/process-queue.js';
import { registerQueues } from './verbs/queues.js';
import { registerRender } from './verbs/render.js';
import { registerRestart } from './verbs/restart.js';
import { registerRun } from './verbs/run.js';
import { registerSendTest } from './verbs/send-test.js';
import { registerService } from './verbs/service.js';
import { registerStart } from './verbs/start.js';
import { registerStatus } from './verbs/status.js';
import { registerStop } from './verbs/stop.js';
import { registerTemplates } from './verbs/templates.js';
import { surviveClosedOutput } from './terminal/terminal.js';
import { registerTest } from './verbs/test.js';
import { registerToken } from './verbs/token.js';
import { explain } from './terminal/unexpected.js';

const program = new Command('npm run notify --')
  .description('Booking Notifications: the command line of its operators')
  .showHelpAfterError()
  .exitOverride();

registerRun(program);
registerStart(program);
registerStop(program);
registerRestart(program);
registerStatus(program);
registerLogs(program);
registerService(program, 'api');
registerService(program, 'worker');
registerTest(program);
registerQueues(program);
registerProcessQueue(program);
registerSendTest(program);
registerToken(program);
registerMigrate(program);
registerPopulateTemplates(program);
registerTemplates(program);
registerRender(program);

// The reader of the output may close it early, as `head` does. The command still finishes.
surviveClosedOutput();
try {
  await program.parseAsync();
} catch (error) {
  // Commander has already printed the error. Asking for help is no error.
  if (error instanceof CommanderError) process.exitCode = error.code === 'commander.helpDisplayed' ? 0 : 1;
  else {
    console.error(explain(error));
    process.exitCode = 1;
  }
}
// Open pools or timers of a library must not keep a finished command alive.
process.exit();
