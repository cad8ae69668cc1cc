import {
  channelMode,
  InvalidInput,
  sendTest,
  type Channel,
  type Config,
  type Delivery,
  type Services,
  type TemplateContext,
  type TestSendResult,
} from '@booking/notifications-core';
import type { Command } from 'commander';
import { readContext } from '../access/context-file.js';
import { readEnvironment, UserError } from '@booking/local-stack';
import { explained } from '../terminal/explained.js';
import { COMMAND_LINE_USER } from '../access/api.js';
import { withDelivery } from '../access/delivery.js';
import { line, note, step } from '../terminal/terminal.js';

interface Options {
  readonly email?: string;
  readonly phone?: string;
  readonly template?: string;
  readonly context?: string;
  readonly json?: boolean;
}

export function registerSendTest(program: Command): void {
  explained(program.command('send-test'), {
    does: 'send one test message, in this process, and say what became of it',
    needs:
      'Postgres, and the settings of the provider; a channel without them is in sandbox and only shows the message. Exit code 0 only if it was sent.',
    examples: [
      'send-test --email you@example.com',
      'send-test --phone +12025550123 --template appointment_reminder',
      'send-test --email you@example.com --context context.json',
    ],
  })
    .option('--email <address>', 'send an email there')
    .option('--phone <number>', 'send an SMS there, such as to +12025550123')
    .option('--template <name>', 'which', 'appointment_confirmation')
    .option('--context <file>', 'JSON with values for the template, over its example values')
    .option('--json', 'for scripts')
    .action(async (options: Options) => {
      const wanted: readonly (readonly [Channel, string | undefined])[] = [
        ['email', options.email],
        ['sms', options.phone],
      ];
      const sends = wanted.flatMap(([channel, address]) => (address === undefined ? [] : [{ channel, address }]));
      if (sends.length === 0) throw new UserError('Where to? Give --email ADDRESS or --phone NUMBER.');
      const context = options.context === undefined ? undefined : readContext(options.context);
      const results = await withDelivery('send-test', readEnvironment(), async ({ services, delivery }) => {
        const done: SendResult[] = [];
        for (const { channel, address } of sends)
          done.push(await send(services, delivery, channel, address, options.template, context));
        return done;
      });
      if (options.json === true) line(JSON.stringify(results, null, 2));
      else for (const result of results) print(result);
      process.exitCode = results.every(({ sent }) => sent) ? 0 : 1;
    });
}

interface SendResult {
  readonly channel: Channel;
  readonly sent: boolean;
  readonly detail: string;
}

async function send(
  { config, ...services }: Services,
  delivery: Delivery,
  channel: Channel,
  address: string,
  templateName: string | undefined,
  context: TemplateContext | undefined,
): Promise<SendResult> {
  try {
    const result = await sendTest({ config, ...services }, delivery, {
      ...{ userId: COMMAND_LINE_USER, channel, address, name: null, locale: null },
      ...{ templateName, context },
    });
    return { channel, sent: result.processing_result.successful === 1, detail: describe(result, channel, config) };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const fields: Record<string, string> = {
      template_name: '--template',
      email: '--email',
      phone_number: '--phone',
      context: '--context',
    };
    const wrong = error.errors.map(({ field, message }) => `${fields[field] ?? `--context: ${field}`}: ${message}`);
    return { channel, sent: false, detail: `nothing was sent: ${wrong.join('; ')}` };
  }
}

function describe(
  { processing_result, reason, error_message }: TestSendResult,
  channel: Channel,
  config: Config,
): string {
  if (processing_result.successful === 1)
    return channelMode(config, channel) === 'sandbox'
      ? 'captured in the sandbox: GET /api/v2/sandbox/messages shows it'
      : `the provider took it (${channel === 'email' ? 'SendGrid' : 'Twilio'})`;
  const told = [reason, error_message].filter((word) => word !== undefined).join(': ');
  const why = told === '' ? '' : ` (${told})`;
  if (reason === 'in_doubt') return `the provider gave no clear answer${why}: it may have been sent`;
  if (processing_result.failed === 1)
    return `nothing was sent${why}: ${ADVICE[reason ?? ''] ?? 'its history entry says more'}`;
  const yet = reason === 'preference_off' ? '' : ' yet';
  return `nothing was sent${yet}${why}: ${ADVICE[reason ?? ''] ?? 'a worker tries again'}`;
}

const ADVICE: Readonly<Record<string, string>> = {
  provider_auth: 'the provider refuses our credentials; check them and what they allow',
  provider_not_configured: 'set the credentials of the channel; in production there is no sandbox',
  suppressed: 'this address has opted out, or bounced',
  country_not_allowed: 'add its country to SMS_ALLOWED_COUNTRIES',
  invalid_recipient: 'the provider says that nobody can be reached there',
  rejected: 'the provider refuses the message; is the sender verified?',
  preference_off: 'marketing goes only to those who asked for it; npm run notify -- render shows it',
  template_error: 'the template does not work with this context',
  template_missing: 'npm run notify -- populate-templates',
};

function print({ channel, sent, detail }: SendResult): void {
  const name = channel === 'email' ? 'Email' : 'SMS';
  if (sent) step(name, detail);
  else note(`${name.padEnd(10)} ${detail}`);
}
