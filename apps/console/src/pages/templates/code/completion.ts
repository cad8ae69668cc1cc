import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import type { Channel } from '../../../parts/words.js';
import { variablesFor, type Reference } from '../template-api.js';

/** Offers variables and partials behind `{{`, each with its meaning and an example. */
export function completion(reference: Reference, channel: Channel): Extension {
  const variables = variablesFor(channel, reference).map(({ name, meaning, example }): Completion => ({
    label: name,
    type: 'variable',
    detail: example,
    info: `${meaning}. Such as “${example}”.`,
  }));
  const partials = reference.partials
    .filter(({ channels }) => channels.includes(channel))
    .map(({ name, meaning, example }): Completion => ({
      label: name,
      type: 'function',
      info: `${meaning}.\n${example}`,
    }));
  const blocks = ['if', 'unless', 'each', 'with'].map((label): Completion => ({ label, type: 'keyword' }));

  const source = (context: CompletionContext): CompletionResult | null => {
    const found = context.matchBefore(/\{\{[#>/]?[#> ]*(?:(?:if|unless|each|with) )?[\w.]*/);
    if (!found) return null;
    const typed = /[\w.]*$/.exec(found.text)?.[0] ?? '';
    const opening = found.text.slice(0, found.text.length - typed.length);
    const options = opening.includes('>') ? partials : /^\{\{[#/]$/.test(opening) ? blocks : variables;
    return { from: found.from + opening.length, options, validFor: /^[\w.]*$/ };
  };
  return autocompletion({ override: [source], icons: false, activateOnTyping: true });
}
