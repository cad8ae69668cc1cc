import { channelMode, readConfig, type Config } from '@booking/notifications-core';
import { Argument, type Command, Option } from 'commander';
import { readEnvironment, type Environment } from '@booking/local-stack';
import { COMMAND_LINE_USER, openApi } from '../access/api.js';
import { sampleBooking, type SampleBooking, type SampleChoices } from '../samples/booking.js';
import { dateAndTime, oneOf, timeSpan, timeZone } from '../terminal/arguments.js';
import { explained } from '../terminal/explained.js';
import { printAnswer, type EventAnswer } from '../terminal/event-answer.js';
import { quoted } from '../terminal/quoted.js';
import { line } from '../terminal/terminal.js';

const TYPES = ['booking.created', 'booking.confirmed', 'booking.rescheduled', 'booking.cancelled'] as const;
const STATUSES = ['confirmed', 'pending'] as const;
const PARTIES = ['client', 'business'] as const;

interface Options extends Omit<SampleChoices, 'type' | 'startsAt' | 'clientEmail' | 'clientPhone'> {
  readonly in?: number;
  readonly at?: string;
  readonly clientEmail?: string;
  readonly clientPhone?: string;
  readonly print?: boolean;
  readonly json?: boolean;
}

export function registerEvent(program: Command): void {
  explained(program.command('event'), {
    does: 'post a sample booking event, and show what is planned because of it',
    needs:
      'a running API. Each booking is a new one, three days ahead, unless the options say otherwise. A channel with live keys only gets an address that you give: nobody else is written to.',
    examples: [
      'event booking.created',
      'event booking.created --in 3d --client-email you@example.com',
      'event booking.rescheduled --appointment apt-1a2b3c4d --at 2026-12-05T16:30',
      'event booking.cancelled --appointment apt-1a2b3c4d --cancelled-by business',
      'event booking.created --print   (the event as JSON; nothing is posted)',
    ],
  })
    .addArgument(
      new Argument('<type>', `what happened to the booking`)
        .choices(TYPES)
        .argParser(oneOf('The type of an event', TYPES)),
    )
    .option('--in <time>', 'it starts so long from now: 90m, 12h, 3d; -1d is in the past', timeSpan('--in'))
    .option('--at <time>', 'it starts then, such as 2026-12-01T14:00', dateAndTime('--at'))
    .option('--timezone <zone>', 'of the appointment, such as Europe/Berlin', timeZone('--timezone'))
    .option('--appointment <id>', 'of a booking that exists already')
    .option('--service <name>', 'such as Haircut')
    .addOption(
      new Option('--status <status>', 'of the booking').choices(STATUSES).argParser(oneOf('--status', STATUSES)),
    )
    .option('--client-name <name>', 'whose booking it is')
    .option('--client-email <address>', 'where their mail goes; none: they have no address')
    .option('--client-phone <number>', 'where their SMS go; none: they have no phone')
    .option('--client-locale <tag>', 'their language, such as en')
    .option('--client-id <id>', 'who they are; other addresses are somebody else')
    .addOption(
      new Option('--cancelled-by <party>', 'who cancels').choices(PARTIES).argParser(oneOf('--cancelled-by', PARTIES)),
    )
    .option('--reason <text>', 'why it is cancelled')
    .option('--event-id <id>', 'the same again is a duplicate')
    .option('--print', 'print the event instead of posting it')
    .option('--json', 'the answer of the API')
    .action(async (type: string, options: Options) => {
      const environment = readEnvironment();
      const event = sampleBooking(new Date(), choicesOf(type, options, readConfig(environment)));
      if (options.print === true) line(JSON.stringify(event, null, 2));
      else await post(environment, event, options);
    });
}

async function post(environment: Environment, event: SampleBooking, options: Options): Promise<void> {
  const api = await openApi(environment, { sub: COMMAND_LINE_USER, role: 'service' });
  const answer = (await api.call('POST', '/api/v2/booking-events', { body: event })) as EventAnswer;
  if (options.json === true) line(JSON.stringify(answer, null, 2));
  else printAnswer(event, answer, optionsOfClient(options));
}

function choicesOf(
  type: string,
  { in: ahead, at, clientEmail, clientPhone, ...rest }: Options,
  config: Config,
): SampleChoices {
  const startsAt =
    ahead === undefined ? at : new Date(Math.round((Date.now() + ahead) / 60_000) * 60_000).toISOString();
  return {
    ...rest,
    type,
    startsAt,
    clientEmail: addressOf(clientEmail, channelMode(config, 'email') === 'live'),
    clientPhone: addressOf(clientPhone, channelMode(config, 'sms') === 'live'),
  };
}

/** A sample address is for the sandbox: a real message would reach somebody else, or bounce. */
function addressOf(given: string | undefined, live: boolean): string | null | undefined {
  if (given === undefined) return live ? null : undefined;
  return ['', 'none'].includes(given) ? null : given;
}

/** What the next command about this booking must repeat: an event carries the whole client. */
function optionsOfClient(options: Options): string {
  const given = [
    ['--client-name', options.clientName],
    ['--client-email', options.clientEmail],
    ['--client-phone', options.clientPhone],
    ['--client-locale', options.clientLocale],
    ['--client-id', options.clientId],
  ] as const;
  return given.flatMap(([name, value]) => (value === undefined ? [] : [` ${name} ${quoted(value)}`])).join('');
}
