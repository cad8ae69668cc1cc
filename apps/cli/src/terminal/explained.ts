import type { Command } from 'commander';

/** What `--help` of a verb says beyond its options. */
export interface Explanation {
  /** One line, in lower case, for the list of verbs too. */
  readonly does: string;
  /** What must be there for it to work, and what it does not do. */
  readonly needs: string;
  /** As typed after `npm run notify -- `; npm's own lines are kept out of what a script reads. */
  readonly examples: readonly [string, ...string[]];
}

export function explained(command: Command, { does, needs, examples }: Explanation): Command {
  return command
    .description(does)
    .addHelpText(
      'after',
      `\nNeeds ${needs}\n\nExample${examples.length > 1 ? 's' : ''}:\n${examples
        .map((example) => `  npm run ${example.includes('--json') ? '--silent ' : ''}notify -- ${example}`)
        .join('\n')}`,
    );
}
