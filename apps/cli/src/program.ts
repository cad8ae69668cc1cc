import { Command } from 'commander';
import { registerConsoleLink } from './verbs/console-link.js';
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
import { registerTest } from './verbs/test.js';
import { registerToken } from './verbs/token.js';
import { version } from './access/version.js';
import { reportMistakes } from './terminal/mistakes.js';

/** The command line with all of its verbs. Parsing rejects with a `Mistake` or with what a verb throws. */
export function createProgram(): Command {
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
  registerConsoleLink(program);
  registerToken(program);
  registerMigrate(program);
  registerPopulateTemplates(program);
  registerTemplates(program);
  registerRender(program);
  return program;
}
