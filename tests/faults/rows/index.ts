import type { Row } from '../row.js';
import { killNine } from './01-kill-9.js';
import { frozenWorker } from './02-frozen-worker.js';
import { sigterm } from './03-sigterm.js';
import { redisRestart } from './04-redis-restart.js';
import { redisEmptied } from './05-redis-emptied.js';
import { redisFrozen } from './06-redis-frozen.js';
import { strangeJobs } from './07-strange-jobs.js';
import { postgresCrash } from './08-postgres-crash.js';
import { postgresAwayAtRecord } from './09-postgres-away-at-record.js';
import { storm } from './10-storm.js';
import { refusals } from './11-refusals.js';
import { serverErrors } from './12-server-errors.js';
import { noClearAnswer } from './13-no-clear-answer.js';
import { unreachable } from './14-unreachable.js';
import { histories } from './15-histories.js';
import { receipts } from './16-receipts.js';
import { clocks } from './17-clocks.js';
import { poison } from './18-poison.js';
import { hostile } from './19-hostile.js';
import { lanes } from './20-lanes.js';
import { diskFull } from './21-disk-full.js';
import { rollingRestart } from './22-rolling-restart.js';
import { mix } from './23-mix.js';

/** The fault matrix, in its order. A new row is a file here and a line below. */
export const ROWS: readonly Row[] = [
  killNine,
  frozenWorker,
  sigterm,
  redisRestart,
  redisEmptied,
  redisFrozen,
  strangeJobs,
  postgresCrash,
  postgresAwayAtRecord,
  storm,
  refusals,
  serverErrors,
  noClearAnswer,
  unreachable,
  histories,
  receipts,
  clocks,
  poison,
  hostile,
  lanes,
  diskFull,
  rollingRestart,
  mix,
];
