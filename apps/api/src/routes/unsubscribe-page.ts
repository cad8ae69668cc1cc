import type { SubscriptionState } from '@booking/notifications-core';
import { escaped } from '../http/page.js';
import type { ReaderLanguage } from '../http/reader-language.js';
import { isolated, paragraph, readerContent, type PageContent } from '../http/reader-page.js';
import { UNSUBSCRIBE_WORDS } from './unsubscribe-words.js';

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
  const name = isolated(business);
  switch (state) {
    case 'gone':
      return readerContent(business, words.nobody, [paragraph(words.whyNobody)]);
    case 'off':
      return readerContent(business, words.done, [
        paragraph(words.whatEnded[channel](name)),
        form('undo', words.undo, words.mistake),
        paragraph(words.stays, 'soft'),
      ]);
    case 'on':
      return readerContent(business, undone ? words.again : words.question, [
        paragraph((undone ? words.whatComes : words.whatEnds)[channel](name)),
        form('unsubscribe', words.unsubscribe),
        paragraph(words.stays, 'soft'),
      ]);
  }
}

/** @param before a question that the button answers, which needs no second look. */
function form(action: Action, label: string, before?: string): string {
  const quiet = before === undefined ? '' : ' class="quiet"';
  return `<form method="post">
${before === undefined ? '' : `${paragraph(before)}\n`}<button${quiet} name="${FIELD}" value="${action}">${escaped(label)}</button>
</form>`;
}
