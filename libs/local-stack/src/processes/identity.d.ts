/**
 * The command line of a running process, with spaces between its arguments. `undefined`: there is no such process. A
 * pid from a file may belong to another process by now, and only the command line tells.
 */
export function commandLineOf(pid: number): string | undefined;

/** Whether the process runs and its command line has all of these parts. */
export function isRunning(pid: number, ...parts: readonly string[]): boolean;

/**
 * The start time of a process in units of the system, only for comparing. Pids are reused, very soon in containers. Pid
 * and start time together name one process for good.
 */
export function beginningOf(pid: number): string | undefined;

/** Whether any user's process has this pid. */
export function exists(pid: number): boolean;
