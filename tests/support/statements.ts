import pg from 'pg';

export interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

/** What Postgres is asked by this process while `run` runs, in order, the words of transactions included. */
export async function statementsOf(run: () => Promise<unknown>): Promise<Statement[]> {
  const prototype = pg.Client.prototype as unknown as { query: (...args: unknown[]) => unknown };
  const { query } = prototype;
  const asked: Statement[] = [];
  prototype.query = function (this: unknown, ...args: unknown[]) {
    const [statement, values] = args as [string | { text: string; values?: unknown[] }, unknown];
    const given = typeof statement === 'string' ? values : statement.values;
    asked.push({
      text: typeof statement === 'string' ? statement : statement.text,
      values: Array.isArray(given) ? given : [],
    });
    return query.apply(this, args);
  };
  try {
    await run();
  } finally {
    prototype.query = query;
  }
  return asked;
}
