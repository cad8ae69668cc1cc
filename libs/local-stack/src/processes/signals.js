// Plain JavaScript without dependencies: the scripts need it before anything is installed or built.

export const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
