/** The signals that ask a process to stop: Ctrl-C, `kill`, and a closed terminal. */
export declare const STOP_SIGNALS: readonly ['SIGINT', 'SIGTERM', 'SIGHUP'];
