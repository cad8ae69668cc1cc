import { Command, CommanderError } from 'commander';
import { registerLogs } from './logs.js';
import { registerMigrate } from './migrate.js';
import { registerPopulateTemplates } from './populate-templates.js';
import { registerProcessQueue } from './process-queue.js';
import { registerQueues } from './queues.js';
import { registerRender } from './render.js';
import { registerRestart } from './restart.js';
import { registerRun } from './run.js';
import { registerSendTest } from './send-test.js';
import { registerService } from './service.js';
import { registerStart } from './start.js';
import { registerStatus } from './status.js';
import { registerStop } from './stop.js';
import { registerTemplates } from './templates.js';
import { surviveClosedOutput } from './terminal.js';
import { registerTest } from './test.js';
import { registerToken } from './token.js';
import { explain } from './unexpected.js';

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

// Whoever reads may go away early, as `head` does: what was begun is finished all the same.
surviveClosedOutput();
try {
  await program.parseAsync();
} catch (error) {
  // Commander has said what is wrong itself; asking for help is no error.
  if (error instanceof CommanderError) process.exitCode = error.code === 'commander.helpDisplayed' ? 0 : 1;
  else {
    console.error(explain(error));
    process.exitCode = 1;
  }
}
// Whatever a library keeps open (pools, timers) must not keep a finished command alive.
process.exit();
