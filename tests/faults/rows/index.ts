import type { Row } from '../row.js';
import { killNine } from './01-kill-9.js';
import { histories } from './15-histories.js';
import { clocks } from './17-clocks.js';
import { poison } from './18-poison.js';
import { hostile } from './19-hostile.js';
import { diskFull } from './21-disk-full.js';

/** The fault matrix, in its order. A new row is a file here and a line below. */
export const ROWS: readonly Row[] = [killNine, histories, clocks, poison, hostile, diskFull];
