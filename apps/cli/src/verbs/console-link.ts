import { CONSOLE_ROLES, isUserId, LONGEST_ID, type ConsoleRole } from '@booking/notifications-core';
import { type Command, Option } from 'commander';
import { databaseUrlFor, readEnvironment, UserError } from '@booking/local-stack';
import { makeConsoleLink, peoplesUrl } from '../access/console-link.js';
import { oneOf, timeSpan } from '../terminal/arguments.js';
import { explained } from '../terminal/explained.js';
import { line } from '../terminal/terminal.js';

interface Options {
  readonly role: ConsoleRole;
  readonly sub?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly name?: string;
  readonly ttl: number;
}

const DEFAULT_TTL = '10m';
const LONGEST_TTL_MS = 7 * 86_400_000;

export function registerConsoleLink(program: Command): void {
  explained(program.command('console-link'), {
    does: 'print a link that signs somebody in to the console, once',
    needs:
      'the database (DATABASE_URL, or a running stack). The link leads to PUBLIC_BASE_URL, else to the API of this machine; every API on the database takes it. Whoever opens it first is in: give it to nobody else.',
    examples: [
      'console-link',
      'console-link --role staff --sub sue --name Sue --ttl 1h',
      'console-link --email you@example.com --phone +12025550123   (where test messages go)',
    ],
  })
    .addOption(
      new Option('--role <role>', 'what its bearer may do')
        .choices(CONSOLE_ROLES)
        .argParser(oneOf('--role', CONSOLE_ROLES))
        .default('admin'),
    )
    .option('--sub <id>', 'user id (default: the role)', userId)
    .option('--email <address>', 'where test emails go')
    .option('--phone <number>', 'where test messages go, such as +12025550123')
    .option('--name <name>', 'how the console names them')
    .addOption(
      new Option('--ttl <time>', 'how long the link is good for: 10m, 1h, 7d')
        .argParser(ttl)
        .default(ttl(DEFAULT_TTL), DEFAULT_TTL),
    )
    .action(async ({ role, sub = role, ttl: lastsMs, ...rest }: Options) => {
      const environment = readEnvironment();
      const databaseUrl = databaseUrlFor('make a link to the console', environment);
      line(await makeConsoleLink(databaseUrl, peoplesUrl(environment), { ...rest, role, userId: sub }, lastsMs));
    });
}

function ttl(text: string): number {
  const ms = timeSpan('--ttl')(text);
  if (!(ms > 0 && ms <= LONGEST_TTL_MS)) throw new UserError('--ttl must be a time from 1s to 7d, such as 10m');
  return ms;
}

function userId(text: string): string {
  if (!isUserId(text)) throw new UserError(`--sub must be a user id of 1 to ${LONGEST_ID} characters`);
  return text;
}
