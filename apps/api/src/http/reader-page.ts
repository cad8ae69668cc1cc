import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { escaped, HTML, page, type Look } from './page.js';
import type { ReaderLanguage } from './reader-language.js';
import { READER_STYLE } from './reader-style.js';

/**
 * Pages for the people who get messages: opened from a mail, mostly on a phone, by somebody who has no account here.
 * They have no scripts, load nothing from elsewhere, and are kept by no cache, history or search engine.
 */

/** A page in words: its title and the HTML of its body. */
export interface PageContent {
  readonly title: string;
  readonly body: string;
}

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(READER_STYLE).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Answers with a page for readers.
 * @param body HTML, with every text in it escaped.
 */
export function readerPage(
  reply: FastifyReply,
  { title, body, language }: PageContent & { readonly language: ReaderLanguage },
): string {
  reply.headers({
    'content-type': HTML,
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'referrer-policy': 'no-referrer',
    'x-robots-tag': 'noindex, nofollow',
  });
  const look: Look = {
    language,
    direction: language === 'ar' ? 'rtl' : 'ltr',
    style: READER_STYLE,
    head: '<meta name="robots" content="noindex, nofollow">\n',
  };
  return page(title, `<main>\n${body}\n</main>`, look);
}

/** A page of one business, under one heading. The title says the heading first, so that a tab shows it. */
export function readerContent(business: string, heading: string, parts: readonly string[]): PageContent {
  return {
    title: `${heading} · ${business}`,
    body: [`<p class="from"><bdi>${escaped(business)}</bdi></p>`, `<h1>${escaped(heading)}</h1>`, ...parts].join('\n'),
  };
}

export function paragraph(text: string, kind?: 'soft'): string {
  return `<p${kind === undefined ? '' : ` class="${kind}"`}>${escaped(text)}</p>`;
}

/** A name within a sentence: its letters may run the other way than the text around it. */
export function isolated(name: string): string {
  return `\u2068${name}\u2069`;
}
