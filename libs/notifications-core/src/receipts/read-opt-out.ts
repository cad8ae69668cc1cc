/** What somebody who texts us may ask for by a word of Twilio's. */
export type OptOutCommand = 'stop' | 'start' | 'help';

/** Twilio's own words: what it acts on, we act on, so that both lists say the same. `YES` is an answer to many things. */
const WORDS: ReadonlyMap<string, OptOutCommand> = new Map([
  ...words('stop', 'STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'),
  ...words('start', 'START', 'UNSTOP'),
  ...words('help', 'HELP', 'INFO'),
]);

function words(command: OptOutCommand, ...all: string[]): [string, OptOutCommand][] {
  return all.map((word) => [word, command]);
}

/** Characters. No word with what may stand around it is longer, and nothing longer is looked at. */
const LONGEST = 100;
/** One word of ASCII: other letters become these when they are written in capitals, such as `ſ`. */
const ONE_WORD = /^[\s\p{P}]*([A-Za-z]+)[\s\p{P}]*$/u;

/**
 * The command of a text message. It is one only if the whole message is the word, in any case, with spaces and
 * punctuation around it: "Stop." is a command, "please stop by at 5" is none.
 * @param optOutType what a messaging service of Twilio made of it, by words of its own. It wins.
 * @returns `null`: the message asks for nothing.
 */
export function readOptOut(body: string, optOutType?: string): OptOutCommand | null {
  const said = optOutType === undefined ? undefined : TYPES.get(optOutType);
  if (said !== undefined) return said;
  const word = body.length <= LONGEST ? ONE_WORD.exec(body)?.[1] : undefined;
  return word === undefined ? null : (WORDS.get(word.toUpperCase()) ?? null);
}

const TYPES: ReadonlyMap<string, OptOutCommand> = new Map([
  ['STOP', 'stop'],
  ['START', 'start'],
  ['HELP', 'help'],
]);
