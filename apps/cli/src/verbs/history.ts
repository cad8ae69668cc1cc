import { CHANNELS, STATUSES } from '@booking/notifications-core';
import { type Command, Option } from 'commander';
import { readEnvironment } from '@booking/local-stack';
import { COMMAND_LINE_USER, openApi } from '../access/api.js';
import { oneOf, wholeNumber } from '../terminal/arguments.js';
import { explained } from '../terminal/explained.js';
import { minuteOf } from '../terminal/instants.js';
import { printable } from '../terminal/printable.js';
import { printTable, type Row } from '../terminal/table.js';
import { dim, line } from '../terminal/terminal.js';

const DEFAULT_LIMIT = 20;

interface Options {
  readonly user?: string;
  readonly appointment?: string;
  readonly status?: string;
  readonly channel?: string;
  readonly template?: string;
  readonly limit: number;
  readonly json?: boolean;
}

/** What is shown of an entry. */
interface Entry {
  readonly template_name: string;
  readonly notification_type: string;
  readonly recipient: string | null;
  readonly user_id: string;
  readonly state: string;
  readonly reason: string | null;
  readonly error_message: string | null;
  readonly delivery_status: string | null;
  readonly scheduled_for: string;
  readonly sent_at: string | null;
}

export function registerHistory(program: Command): void {
  explained(program.command('history'), {
    does: 'list notifications of everybody, newest first: what was sent, waits, failed or was cancelled',
    needs: 'a running API. The ids, and everything else that the API knows of them, are in --json.',
    examples: ['history', 'history --user user-1 --status failed', 'history --appointment apt-1 --json'],
  })
    .option('--user <id>', 'only of this person')
    .option('--appointment <id>', 'only of this booking')
    .addOption(new Option('--status <status>', 'only those').choices(STATUSES).argParser(oneOf('--status', STATUSES)))
    .addOption(
      new Option('--channel <channel>', 'only these').choices(CHANNELS).argParser(oneOf('--channel', CHANNELS)),
    )
    .option('--template <name>', 'only of this template, such as appointment_reminder')
    .option('--limit <number>', 'how many, 1 to 200', wholeNumber('--limit', 1, 200), DEFAULT_LIMIT)
    .option('--json', 'as the API answers')
    .action(async (options: Options) => {
      const api = await openApi(readEnvironment(), { sub: COMMAND_LINE_USER, role: 'admin' });
      const entries = (await api.call('GET', `/api/v2/notifications/history?${queryOf(options)}`)) as Entry[];
      if (options.json === true) line(JSON.stringify(entries, null, 2));
      else print(entries, options.limit);
    });
}

function queryOf({ user = '*', appointment, status, channel, template, limit }: Options): string {
  const given = Object.entries({
    user_id: user,
    appointment_id: appointment,
    status,
    notification_type: channel,
    template_name: template,
    limit: String(limit),
  }).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return new URLSearchParams(given).toString();
}

function print(entries: readonly Entry[], limit: number): void {
  if (entries.length === 0) {
    line(dim('(none)'));
    return;
  }
  printTable(['when (UTC)', 'state', 'message', 'to'], entries.map(rowOf));
  if (entries.length === limit) line(dim(`(the newest ${limit}; --limit shows more)`));
}

function rowOf(entry: Entry): Row {
  const { scheduled_for, sent_at, state, template_name, notification_type, recipient, user_id } = entry;
  const why = [entry.reason, entry.error_message, state === 'sent' ? entry.delivery_status : null].filter(
    (part) => part !== null,
  );
  return {
    cells: [
      minuteOf(sent_at ?? scheduled_for),
      state,
      `${template_name} (${notification_type})`,
      printable(recipient ?? user_id),
    ],
    ...(why.length === 0 ? {} : { note: printable(why.join(': '), 200) }),
  };
}
