import type { Command, CommanderError, Option } from 'commander';
import { wrapped } from './printable.js';

/** How a verb was called wrongly. Asking for help or the version comes this way too, with exit code 0. */
export class Mistake extends Error {
  override readonly name = 'Mistake';
  readonly exitCode: number;

  /** @param command the verb, or the program where no verb is known. */
  constructor(error: CommanderError, command: Command) {
    super(inOwnWords(error, command));
    this.exitCode = error.exitCode;
  }
}

/** Lets the command report mistakes to us. Commander would print them itself, in its words. */
export function reportMistakes(command: Command): Command {
  return command.configureOutput({ outputError: () => undefined }).exitOverride((error) => {
    throw new Mistake(error, command);
  });
}

/** Empty where everything has been printed: the help, or the version. */
function inOwnWords(error: CommanderError, command: Command): string {
  const what = whatIsWrong(error, command);
  if (what === undefined) return '';
  const said = `${what}${suggestionIn(error)}`;
  // The list of all verbs is longer than many terminals: what is wrong stands below it.
  return isProgram(command) ? `${command.helpInformation()}\n${said}` : `${said}\n${usageOf(command)}`;
}

function whatIsWrong({ code, message }: CommanderError, command: Command): string | undefined {
  const named = /'([^']+)'/.exec(message)?.[1] ?? '';
  switch (code) {
    case 'commander.help':
    case 'commander.helpDisplayed':
    case 'commander.version':
      return undefined;
    case 'commander.unknownCommand':
      return `There is no verb "${named}".`;
    case 'commander.unknownOption':
      return isProgram(command) ? `There is no option ${named}.` : `${command.name()} has no option ${named}.`;
    case 'commander.optionMissingArgument':
      return `${/--[\w-]+/.exec(named)?.[0] ?? named} needs a value.`;
    case 'commander.missingMandatoryOptionValue':
      return `${command.name()} needs ${named}${describedAs(command.options.find(({ flags }) => flags === named))}.`;
    case 'commander.missingArgument': {
      const argument = command.registeredArguments.find((known) => known.name() === named);
      return `${command.name()} needs <${named}>${describedAs(argument)}.`;
    }
    case 'commander.excessArguments': {
      const extra = command.args.slice(command.registeredArguments.length);
      return `${command.name()} does not take ${extra.map((word) => `"${word}"`).join(' ')}.`;
    }
    default:
      return message.replace(/^error: /, '').split('\n')[0];
  }
}

const describedAs = (part: { readonly description: string } | undefined): string =>
  part === undefined || part.description === '' ? '' : ` (${part.description})`;

/** Commander looks for what is spelled like it. */
function suggestionIn({ message }: CommanderError): string {
  const similar = /\(Did you mean (?:one of )?(.*)\?\)/.exec(message)?.[1];
  return similar === undefined ? '' : ` Did you mean ${similar.replace(/, ([^,]*)$/, ' or $1')}?`;
}

const WIDTH = 80;
const INDENT = ' '.repeat(9);

function usageOf(command: Command): string {
  const words = [
    ...command.registeredArguments.map((argument) => bracketed(argument.required, argument.name(), argument.variadic)),
    ...command.options.filter(({ hidden }) => !hidden).map(optionUsage),
  ];
  const start = `Usage: npm run notify -- ${command.name()}`;
  const inOneLine = [start, ...words].join(' ');
  const usage =
    inOneLine.length <= WIDTH
      ? [inOneLine]
      : [start, ...wrapped(words, WIDTH - INDENT.length).map((text) => INDENT + text)];
  return [...usage, `More:  npm run notify -- ${command.name()} --help`].join('\n');
}

function optionUsage(option: Option): string {
  const value = option.required || option.optional ? ` ${option.flags.split(' ').at(-1)}` : '';
  const text = `${option.long ?? option.flags}${value}`;
  return option.mandatory ? text : `[${text}]`;
}

function bracketed(required: boolean, name: string, variadic: boolean): string {
  const text = `${name}${variadic ? '…' : ''}`;
  return required ? `<${text}>` : `[${text}]`;
}

const isProgram = (command: Command): boolean => command.parent === null;

/** In `--email --json` Commander takes `--json` for the address. */
export function assertValuesGiven(verb: Command): void {
  for (const option of verb.options) {
    const value: unknown = verb.getOptionValue(option.attributeName());
    if (option.required && typeof value === 'string' && verb.options.some(({ long }) => long === value))
      verb.error(`error: option '${option.long}' argument missing`, { code: 'commander.optionMissingArgument' });
  }
}
