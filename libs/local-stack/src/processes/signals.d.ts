/** What asks a process to stop: Ctrl-C, `kill`, and a terminal that is closed. */
export declare const STOP_SIGNALS: readonly ['SIGINT', 'SIGTERM', 'SIGHUP'];
