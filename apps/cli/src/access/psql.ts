import { join } from 'node:path';
import { dataDirOf, type Environment, POSTGRES_PASSWORD_FILE, settingOf } from '@booking/local-stack';
import { quoted } from '../terminal/quoted.js';

/**
 * A command, ready to paste, that opens the embedded Postgres. It reads the password from its file and does not show
 * it. `undefined` for a database of DATABASE_URL: that one is not ours.
 */
export function embeddedPsql(environment: Environment, databaseUrl: string): string | undefined {
  if (settingOf(environment, 'DATABASE_URL') !== undefined) return undefined;
  const { hostname, port, username, pathname } = new URL(databaseUrl);
  const passwordFile = join(dataDirOf(environment), POSTGRES_PASSWORD_FILE);
  return `PGPASSWORD=$(cat ${quoted(passwordFile)}) psql -h ${hostname} -p ${port} -U ${username} ${pathname.slice(1)}`;
}
