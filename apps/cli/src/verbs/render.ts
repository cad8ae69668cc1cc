import {
  canonicalLocale,
  CHANNELS,
  InvalidInput,
  previewTemplate,
  readConfig,
  readShippedPartials,
  type Channel,
  type TemplatePreview,
} from '@booking/notifications-core';
import { Argument, type Command } from 'commander';
import { readContext } from '../access/context-file.js';
import { databaseUrlFor, readEnvironment, UserError } from '@booking/local-stack';
import { showPage } from '../access/browser.js';
import { oneOf } from '../terminal/arguments.js';
import { explained } from '../terminal/explained.js';
import { onMigratedDatabase } from '../access/schema.js';
import { messagePage } from '../terminal/message-page.js';
import { line, tellPage } from '../terminal/terminal.js';

interface RenderOptions {
  readonly context?: string;
  readonly locale?: string;
  readonly open?: boolean;
  readonly json?: boolean;
}

export function registerRender(program: Command): void {
  explained(program.command('render'), {
    does: 'print a stored template as it would go out; nothing is sent',
    needs: 'a migrated Postgres with the template in it. The message goes to stdout, remarks go to stderr.',
    examples: [
      'render appointment_confirmation email --open',
      'render appointment_reminder sms --context context.json',
    ],
  })
    .argument('<name>', 'such as appointment_confirmation')
    .addArgument(new Argument('<type>', 'its channel').choices(CHANNELS).argParser(oneOf('The type', CHANNELS)))
    .option('--context <file>', 'JSON with its variables; without it, examples of all of them')
    .option('--locale <tag>', 'language of the reader, such as pt-BR')
    .option('--open', 'show it in the browser instead')
    .option('--json', 'as the API answers a preview')
    .action(async (name: string, channel: Channel, { context, locale, open, json = false }: RenderOptions) => {
      const environment = readEnvironment();
      const config = readConfig(environment);
      const request = {
        name,
        channel,
        locale: locale === undefined ? undefined : languageOf(locale),
        context: context === undefined ? undefined : readContext(context),
      };
      const preview = await onMigratedDatabase(databaseUrlFor('render', environment), async ({ manager }) =>
        previewTemplate(manager, request, config, readShippedPartials(), new Date()).catch(told),
      );
      if (preview === null)
        throw new UserError(`There is no ${channel} template "${name}": npm run notify -- templates lists all`);
      if (preview.fell_back && !json)
        console.error(
          `There is no such template in ${request.locale ?? config.DEFAULT_LOCALE}: this is the one in ${preview.locale}.`,
        );
      if (json) line(JSON.stringify(preview, null, 2));
      else if (open !== true) show(preview);
      if (open === true) tellPage(await showPage(pageOf(preview, `${name} (${channel})`), environment));
      if (!json) tellFacts(preview);
    });
}

/** Prints the message to stdout, so that it can be piped. */
function show({ subject, body }: TemplatePreview): void {
  if (subject !== null) line(`Subject: ${subject}\n`);
  line(body);
}

function pageOf({ subject, body }: TemplatePreview, about: string): string {
  return messagePage({ subject, html: subject === null ? null : body, text: body, about });
}

/** On stderr. */
function tellFacts({ sms, missing_variables: missing }: TemplatePreview): void {
  if (sms !== null) console.error(`${sms.encoding}, ${sms.characters} characters, segments: ${sms.segments}`);
  if (missing.length > 0) console.error(`Missing, printed as nothing: ${missing.join(', ')}`);
}

function languageOf(locale: string): string {
  const language = canonicalLocale(locale);
  if (language === null) throw new UserError('--locale must be a language tag such as en or pt-BR');
  return language;
}

function told(error: unknown): never {
  throw error instanceof InvalidInput
    ? new UserError(error.errors.map(({ field, message }) => `${field}: ${message}`).join('\n'))
    : error;
}
