import {
  createDataSource,
  isMigrated,
  migrate,
  populateTemplates,
  postgresVersion,
  type PopulatedTemplate,
} from '@booking/notifications-core';
import { postgresAddress, UserError, whyPostgres } from '@booking/local-stack';

type DataSource = ReturnType<typeof createDataSource>;

const OLDEST_POSTGRES = 15;

/**
 * Works on the database with its own small pool.
 * @throws {UserError} in one line, without the URL, when the database cannot be reached or is too old.
 */
export async function onDatabase<T>(databaseUrl: string, work: (dataSource: DataSource) => Promise<T>): Promise<T> {
  const dataSource = createDataSource(
    { DATABASE_URL: databaseUrl, DATABASE_POOL_SIZE: 2 },
    'booking-notifications cli',
  );
  try {
    await dataSource.initialize();
  } catch (error) {
    throw new UserError(
      `Postgres at ${postgresAddress(databaseUrl)}: ${whyPostgres(error)}. Check it, or DATABASE_URL.`,
    );
  }
  try {
    if ((await postgresVersion(dataSource)) < OLDEST_POSTGRES * 10_000)
      throw new UserError(`This Postgres is too old: DATABASE_URL must name a Postgres ${OLDEST_POSTGRES} or newer`);
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

/**
 * Like `onDatabase`, for work that needs the tables.
 * @throws {UserError} when the tables are missing.
 */
export function onMigratedDatabase<T>(databaseUrl: string, work: (dataSource: DataSource) => Promise<T>): Promise<T> {
  return onDatabase(databaseUrl, async (dataSource) => {
    if (!(await isMigrated(dataSource)))
      throw new UserError(`The database at ${postgresAddress(databaseUrl)} is not migrated: npm run notify -- migrate`);
    return work(dataSource);
  });
}

export interface SchemaReport {
  readonly migrations: readonly string[];
  readonly templates: readonly PopulatedTemplate[];
}

/** Creates everything that the services expect in the database. Idempotent. */
export function prepareSchema(databaseUrl: string): Promise<SchemaReport> {
  return onDatabase(databaseUrl, async (dataSource) => {
    const migrations = await migrate(dataSource);
    return { migrations, templates: await populateTemplates(dataSource) };
  });
}

/** What was done, such as `1 migration applied, 10 templates created`, or that nothing had to be. */
export function describeSchema({ migrations, templates }: SchemaReport): string {
  const done = [
    counted(migrations.length, 'migration', 'applied'),
    ...(['created', 'updated'] as const).map((result) =>
      counted(templates.filter((template) => template.result === result).length, 'template', result),
    ),
  ].filter((part) => part !== undefined);
  return done.length === 0 ? 'up to date' : done.join(', ');
}

function counted(number: number, noun: string, done: string): string | undefined {
  return number === 0 ? undefined : `${number} ${noun}${number === 1 ? '' : 's'} ${done}`;
}
