import pg from 'pg';

/**
 * SQLSTATEs after which a connection is of no more use: the server is shutting down or has ended the session, or it was
 * a primary and is a read-only standby now. A new connection may reach the new primary.
 */
const ENDED = new Set(['25006', '57P01', '57P02', '57P03', '57P05']);
/** What `pg` says when no answer came within `query_timeout`. It has no code. */
const NO_ANSWER = 'Query read timeout';

/** The client of `pg`, without the many forms of its `query`. */
const CLIENT = pg.Client.prototype as unknown as { query: (this: pg.Client, ...parameters: unknown[]) => unknown };

/**
 * A connection that leaves the pool by itself once it leads nowhere. `pg` keeps a connection whose statement timed out,
 * and TypeORM gives it back to the pool as a good one, so a path that was cut would be used again and again.
 */
export class PoolClient extends pg.Client {
  override query: pg.Client['query'] = ((...parameters: unknown[]): unknown => {
    const answer = CLIENT.query.apply(this, parameters);
    // Callers with a callback get no promise. Only the pool itself does that, and it runs no statements here.
    if (answer instanceof Promise)
      answer.catch((error: unknown) => {
        this.leaveAfter(error);
      });
    return answer;
  }) as pg.Client['query'];

  private leaveAfter(error: unknown): void {
    if (!leadsNowhere(error)) return;
    // From now on further statements fail at once, and the pool drops the connection when it comes back.
    this.end().catch(() => undefined);
  }
}

function leadsNowhere(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return error.message === NO_ANSWER || ENDED.has(code) || code.startsWith('08');
}
