/**
 * The command line of a running process, its arguments separated by spaces; `undefined` when there is no such
 * process. A pid from a file may belong to a stranger by now, and only this tells.
 */
export function commandLineOf(pid: number): string | undefined;

/** Whether the process is there and its command line has all of these parts. */
export function isRunning(pid: number, ...parts: readonly string[]): boolean;

/**
 * When a process began, as the system counts it (only good for comparing). A pid is given out again, sooner in a
 * container than anywhere; pid and beginning together name one process for good.
 */
export function beginningOf(pid: number): string | undefined;

/** Whether some process has this pid, ours or another user's. */
export function exists(pid: number): boolean;
