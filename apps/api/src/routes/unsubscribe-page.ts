import type { SubscriptionState } from '@booking/notifications-core';
import { escaped } from '../http/page.js';
import type { ReaderLanguage } from '../http/reader-language.js';
import { UNSUBSCRIBE_WORDS } from './unsubscribe-words.js';

/** A page in words: its title and the HTML of its body. */
export interface PageContent {
  readonly title: string;
  readonly body: string;
}

/** The field of the form, and its values. */
export const FIELD = 'action';
export const ACTIONS = ['unsubscribe', 'undo'] as const;
type Action = (typeof ACTIONS)[number];

/**
 * What the page says: from whom, what ends, what stays, and one button. It posts to its own address, wherever a proxy
 * has put that.
 * @param undone the reader has just taken it back.
 */
export function unsubscribePage(
  { channel, state }: SubscriptionState,
  business: string,
  language: ReaderLanguage,
  undone: boolean,
): PageContent {
  const words = UNSUBSCRIBE_WORDS[language];
  // Its letters may run the other way than the sentence around it.
  const name = `\u2068${business}\u2069`;
  switch (state) {
    case 'gone':
      return content(business, words.nobody, [paragraph(words.whyNobody)]);
    case 'off':
      return content(business, words.done, [
        paragraph(words.whatEnded[channel](name)),
        form('undo', words.undo, words.mistake),
        paragraph(words.stays, 'soft'),
      ]);
    case 'on':
      return content(business, undone ? words.again : words.question, [
        paragraph((undone ? words.whatComes : words.whatEnds)[channel](name)),
        form('unsubscribe', words.unsubscribe),
        paragraph(words.stays, 'soft'),
      ]);
  }
}

/** For a token that we did not make. */
export function brokenLinkPage(business: string, language: ReaderLanguage): PageContent {
  const { broken, whyBroken } = UNSUBSCRIBE_WORDS[language];
  return content(business, broken, [paragraph(whyBroken)]);
}

function content(business: string, heading: string, parts: readonly string[]): PageContent {
  return {
    title: `${heading} · ${business}`,
    body: [`<p class="from"><bdi>${escaped(business)}</bdi></p>`, `<h1>${escaped(heading)}</h1>`, ...parts].join('\n'),
  };
}

function paragraph(text: string, kind?: 'soft'): string {
  return `<p${kind === undefined ? '' : ` class="${kind}"`}>${escaped(text)}</p>`;
}

/** @param before a question that the button answers, which needs no second look. */
function form(action: Action, label: string, before?: string): string {
  const quiet = before === undefined ? '' : ' class="quiet"';
  return `<form method="post">
${before === undefined ? '' : `${paragraph(before)}\n`}<button${quiet} name="${FIELD}" value="${action}">${escaped(label)}</button>
</form>`;
}
