import type { Command } from 'commander';
import { assertValuesGiven, reportMistakes } from './mistakes.js';

/** The text of a verb's `--help`, apart from its options. */
export interface Explanation {
  /** One line in lower case. The list of verbs shows it too. */
  readonly does: string;
  /** What the verb needs to work, and what it does not do. */
  readonly needs: string;
  /** As typed after `npm run notify -- `. Examples for scripts suppress npm's own output. */
  readonly examples: readonly [string, ...string[]];
}

export function explained(command: Command, { does, needs, examples }: Explanation): Command {
  return reportMistakes(command)
    .description(does)
    .hook('preAction', (_program, verb) => assertValuesGiven(verb))
    .addHelpText(
      'after',
      `\nNeeds ${needs}\n\nExample${examples.length > 1 ? 's' : ''}:\n${examples
        .map((example) => `  npm run ${example.includes('--json') ? '--silent ' : ''}notify -- ${example}`)
        .join('\n')}`,
    );
}
