import type { Command } from 'commander';
import { type Environment, readEnvironment, UserError } from '@booking/local-stack';
import { type Api, ApiRefusal, COMMAND_LINE_USER, openApi } from '../access/api.js';
import { showPage } from '../access/browser.js';
import { wholeNumber } from '../terminal/arguments.js';
import { explained } from '../terminal/explained.js';
import { minuteOf } from '../terminal/instants.js';
import { messagePage } from '../terminal/message-page.js';
import { printable, printableLines, shortened, wordsOf, wrapped } from '../terminal/printable.js';
import { bold, dim, line, tellPage, terminalWidth } from '../terminal/terminal.js';

const DEFAULT_LIMIT = 10;

interface Options {
  readonly to?: string;
  readonly limit: number;
  readonly open?: number | undefined;
  readonly text?: boolean;
  readonly json?: boolean;
}

interface CapturedMessage {
  readonly channel: 'email' | 'sms';
  readonly to: string;
  readonly subject: string | null;
  readonly html: string | null;
  readonly text: string;
  readonly captured_at: string;
}

export function registerMessages(program: Command): void {
  explained(program.command('messages'), {
    does: 'show the messages that the sandbox has captured instead of sending them, newest first',
    needs: 'a running API with a channel in sandbox, which is one without the keys of its provider.',
    examples: ['messages', 'messages --to john@example.com --text', 'messages --open', 'messages --open 2'],
  })
    .option('--to <address>', 'only to this email address or phone number')
    .option('--limit <number>', 'how many, 1 to 1000', wholeNumber('--limit', 1, 1_000), DEFAULT_LIMIT)
    .option('--text', 'all of the text of emails too')
    .option(
      '--open [number]',
      'show one in the browser, by its number in the list (default: the newest)',
      wholeNumber('--open', 1, 1_000),
    )
    .option('--json', 'as the API answers')
    .action(async ({ open, ...rest }: Omit<Options, 'open'> & { readonly open?: number | true }) => {
      const options: Options = { ...rest, open: open === true ? 1 : open };
      const environment = readEnvironment();
      const api = await openApi(environment, { sub: COMMAND_LINE_USER, role: 'admin' });
      const messages = await captured(api, options);
      if (options.json === true) line(JSON.stringify(messages, null, 2));
      else if (options.open === undefined) print(messages, options);
      if (options.open !== undefined) await show(messages[options.open - 1], options, environment);
    });
}

async function captured(api: Api, { to, limit, open = 1 }: Options): Promise<CapturedMessage[]> {
  const query = new URLSearchParams({ ...(to === undefined ? {} : { to }), limit: String(Math.max(limit, open)) });
  try {
    return (await api.call('GET', `/api/v2/sandbox/messages?${query.toString()}`)) as CapturedMessage[];
  } catch (error) {
    if (error instanceof ApiRefusal && error.status === 404)
      throw new UserError(
        'No channel is in sandbox: messages go to their providers, or wait. npm run notify -- history lists them.',
      );
    throw error;
  }
}

function print(messages: readonly CapturedMessage[], { text = false, limit }: Options): void {
  if (messages.length === 0) line(dim('(none)'));
  const width = terminalWidth();
  for (const [index, message] of messages.entries()) {
    if (index > 0) line();
    const { channel, to, captured_at, subject } = message;
    line(
      shortened(
        `${String(index + 1).padStart(2)}  ${channel.padEnd(5)}  ${minuteOf(captured_at)} UTC  ${printable(to)}`,
        width,
      ),
    );
    if (subject !== null) line(`    ${bold(shortened(printable(subject, 500), width - 4))}`);
    if (subject === null || text)
      for (const part of textLines(message.text, width - 4)) line(part === '' ? '' : `    ${part}`);
  }
  if (messages.length === limit) line(dim(`\n(the newest ${limit}; --limit shows more)`));
}

function textLines(text: string, width: number): string[] {
  return printableLines(text.trim()).flatMap((part) => (part === '' ? [''] : wrapped(wordsOf(part), width)));
}

async function show(
  message: CapturedMessage | undefined,
  { open = 1 }: Options,
  environment: Environment,
): Promise<void> {
  if (message === undefined)
    throw new UserError(
      open === 1
        ? 'There is no such message yet.'
        : `There is no message ${open}: npm run notify -- messages lists them.`,
    );
  const about = `to ${message.to}, ${minuteOf(message.captured_at)} UTC`;
  tellPage(await showPage(messagePage({ ...message, about }), environment));
}
