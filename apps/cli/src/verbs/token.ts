import { type Command, Option } from 'commander';
import { ROLES, signToken, tokenSettings, type Role } from '../access/tokens.js';
import { dataDirOf, readEnvironment, UserError } from '@booking/local-stack';
import { oneOf } from '../terminal/arguments.js';
import { explained } from '../terminal/explained.js';
import { line } from '../terminal/terminal.js';

interface TokenOptions {
  readonly sub: string;
  readonly role: Role;
  readonly email?: string;
  readonly phone?: string;
  readonly name?: string;
  readonly ttl: string;
}

export function registerToken(program: Command): void {
  explained(program.command('token'), {
    does: 'print a token for the API, and nothing else',
    needs:
      'nothing; in production the JWT_SECRET, JWT_ISSUER and JWT_AUDIENCE of the API. Put --silent behind `npm run` to take it into a variable.',
    examples: [
      'token --role admin --sub admin',
      'token --sub me --email you@example.com --phone +12025550123 --ttl 12h',
    ],
  })
    .addOption(
      new Option('--role <role>', 'what its bearer may do')
        .choices(ROLES)
        .argParser(oneOf('--role', ROLES))
        .default('user'),
    )
    .requiredOption('--sub <id>', 'user id')
    .option('--email <address>', 'where test emails go')
    .option('--phone <number>', 'where test messages go, such as +12025550123')
    .option('--name <name>', 'how the user is addressed')
    .option('--ttl <time>', 'how long it is good for: 30m, 12h, 7d', '1h')
    .action(async ({ sub, role, email, phone, name, ttl }: TokenOptions) => {
      const environment = readEnvironment();
      const settings = tokenSettings(environment, dataDirOf(environment));
      if (settings === undefined)
        throw new UserError('Tokens come from your identity provider (JWT_JWKS_URL): none can be made here');
      line(await signToken(settings, { sub, role, email, phone_number: phone, name }, ttl));
    });
}
