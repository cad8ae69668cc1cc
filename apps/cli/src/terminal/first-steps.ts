import { type SampleBooking, sampleBooking } from '../samples/booking.js';
import { quoted } from './quoted.js';
import { bold, dim, line } from './terminal.js';

export interface FirstSteps {
  /** Signs an admin in, once. */
  readonly consoleLink: string;
  readonly apiUrl: string;
  /** `undefined` when an identity provider issues the tokens. */
  readonly token: string | undefined;
  /** How long the link and the token are good for. */
  readonly ttl: string;
  /** Holds the token, so that commands need not. */
  readonly tokenFile: string;
  /** Whether messages are captured instead of sent, on at least one channel. */
  readonly sandbox: boolean;
  readonly logs: string;
  /** Opens the embedded Postgres. `undefined`: the database is somebody else's, and so is its password. */
  readonly psql: string | undefined;
}

/** Prints where everything is, and the commands that a newcomer wants to paste next. */
export function printFirstSteps(steps: FirstSteps): void {
  const { consoleLink, apiUrl, token, ttl, sandbox, logs, psql } = steps;
  line();
  entry('Console', consoleLink);
  line(dim(`${' '.repeat(NAME_WIDTH)} signs you in once, within ${ttl}; one more: npm run notify -- console-link`));
  entry('API', apiUrl, `every call, to try: ${apiUrl}/docs`);
  if (psql !== undefined) entry('Postgres', psql);
  entry('Logs', 'npm run notify -- logs --follow', `or read ${logs}`);
  line();
  line(`${bold('Post a sample booking')} ${dim('and see its messages appear in the console')}`);
  line('npm run notify -- event booking.created');
  line(dim('or, from any program:'));
  line(curl(steps, sampleBooking(new Date())));
  line();
  if (token === undefined)
    line(dim('Tokens come from your identity provider (JWT_JWKS_URL): put one in place of TOKEN.'));
  else {
    line(`${bold('Admin token')} ${dim(`(${ttl})`)}`);
    line(token);
  }
  line();
  printWhereMessagesAre(apiUrl, sandbox);
  line();
}

function printWhereMessagesAre(apiUrl: string, sandbox: boolean): void {
  if (sandbox) {
    line(`${bold('Read the captured messages')} ${dim('(no provider is set: nothing leaves this machine)')}`);
    line(`npm run notify -- messages   ${dim(`or GET ${apiUrl}/api/v2/sandbox/messages`)}`);
  } else {
    line(`${bold('Read what was sent')} ${dim('(no channel is in sandbox)')}`);
    line(`npm run notify -- history   ${dim(`or GET ${apiUrl}/api/v2/notifications/history?user_id=*`)}`);
  }
}

const NAME_WIDTH = 9;

function entry(name: string, text: string, remark?: string): void {
  line(`${bold(name.padEnd(NAME_WIDTH))} ${text}${remark === undefined ? '' : `   ${dim(remark)}`}`);
}

/** Ready to paste. The token is read from its file, so that it stands here once. */
function curl({ apiUrl, token, tokenFile }: FirstSteps, event: SampleBooking): string {
  const bearer = token === undefined ? 'TOKEN' : `$(cat ${quoted(tokenFile)})`;
  return [
    `curl -sS ${apiUrl}/api/v2/booking-events \\`,
    `  -H "Authorization: Bearer ${bearer}" \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '${shortBody(event)}'`,
  ].join('\n');
}

/** What an event must hold, and where its client hears of it. In lines that fit a terminal. */
function shortBody({ id, source, type, data: { appointment } }: SampleBooking): string {
  const { id: appointmentId, starts_at, timezone, service_name, client } = appointment;
  const event = {
    ...{ specversion: '1.0', id, source, type },
    data: { appointment: { id: appointmentId, service_name, starts_at, timezone, client } },
  };
  return JSON.stringify(event).replaceAll(/"(?:type|data|starts_at|client|email)":/g, '\n    $&');
}
