/** How long a caller should wait before the next try: Postgres restarts in seconds. */
export const DATABASE_RETRY_AFTER_SECONDS = 5;

/** Error codes of the network on the way to Postgres. */
const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
]);

/** SQLSTATE codes that mean "not now": restart, too many connections, read-only standby, time limits, deadlocks. */
const NOT_NOW_CODES = new Set(['57P01', '57P02', '57P03', '57014', '25006', '25P03', '40001', '40P01', '55P03']);

/** SQLSTATE classes that mean the same: 08 connection; 53 out of disk, memory or connections; 58 system error. */
const NOT_NOW_CLASSES = new Set(['08', '53', '58']);

/** Errors of `pg` that have no code. */
const PG_MESSAGES = new Set([
  'Connection terminated',
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Query read timeout',
  'Cannot use a pool after calling end on the pool',
]);

/** TypeORM's errors for a pool that is not open, and for a transaction whose connection was lost on the way. */
const TYPEORM_NAMES = new Set([
  'ConnectionNotFoundError',
  'CannotExecuteNotConnectedError',
  'ConnectionIsNotSetError',
  'QueryRunnerAlreadyReleasedError',
  'QueryRunnerProviderAlreadyReleasedError',
  'TransactionNotStartedError',
]);

/** Whether Postgres could not be reached or could not answer now. A statement that it refused is no outage. */
export function isDatabaseOutage(error: unknown): boolean {
  return causes(error).some(
    (cause) =>
      NETWORK_CODES.has(cause.code) ||
      NOT_NOW_CODES.has(cause.code) ||
      (/^[0-9A-Z]{5}$/.test(cause.code) && NOT_NOW_CLASSES.has(cause.code.slice(0, 2))) ||
      PG_MESSAGES.has(cause.message) ||
      TYPEORM_NAMES.has(cause.name),
  );
}

/** Postgres stores neither NUL nor lone surrogates, which JSON allows. Earlier checks should have named the field. */
export function isUnstorableText(error: unknown): boolean {
  return causes(error).some(({ code }) => code === '22021' || code === '22P05');
}

/** The error and the errors that it wraps. TypeORM keeps the driver's error in `driverError`. */
function causes(error: unknown): { code: string; message: string; name: string }[] {
  const found: { code: string; message: string; name: string }[] = [];
  for (let depth = 0; error instanceof Error && depth < 5; depth++) {
    const { code, driverError, cause } = error as Error & { code?: unknown; driverError?: unknown };
    found.push({ code: typeof code === 'string' ? code : '', message: error.message, name: error.name });
    error = driverError ?? cause;
  }
  return found;
}
