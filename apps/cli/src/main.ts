import { Command } from 'commander';
import { registerEvent } from './verbs/event.js';
import { registerHistory } from './verbs/history.js';
import { registerLogs } from './verbs/logs.js';
import { registerMessages } from './verbs/messages.js';
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
import { Mistake, reportMistakes } from './terminal/mistakes.js';
import { explain } from './terminal/unexpected.js';
import { version } from './access/version.js';

const program = reportMistakes(new Command('npm run notify --'))
  .description('Booking Notifications: the command line of its operators')
  .version(version(), '-V, --version', 'print the version');

registerRun(program);
registerStart(program);
registerStop(program);
registerRestart(program);
registerStatus(program);
registerLogs(program);
registerService(program, 'api');
registerService(program, 'worker');
registerTest(program);
registerEvent(program);
registerMessages(program);
registerHistory(program);
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
