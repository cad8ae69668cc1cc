import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { HTML, page, type Look } from './page.js';

/**
 * Pages for the people who get messages: opened from a mail, mostly on a phone, by somebody who has no account here.
 * They have no scripts, load nothing from elsewhere, and are kept by no cache, history or search engine.
 */
const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f2f4f3; --card: #fff; --edge: #e2e7e4; --ink: #1b211f; --soft: #59635f; --accent: #17654f; --on-accent: #fff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #101312; --card: #1a1e1d; --edge: #2b3230; --ink: #eef2f0; --soft: #a8b3af; --accent: #7fd1b5; --on-accent: #0d211a;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; padding: clamp(1rem, 8vh, 5rem) 1rem 2rem;
  background: var(--page); color: var(--ink); font: 1.0625rem/1.6 system-ui, sans-serif; overflow-wrap: anywhere;
}
main {
  max-width: 34rem; margin: 0 auto; padding: clamp(1.5rem, 6vw, 2.5rem);
  background: var(--card); border: 1px solid var(--edge); border-radius: 14px;
}
.from { margin: 0 0 0.75rem; font-weight: 700; color: var(--accent); }
h1 { margin: 0 0 1rem; font-size: 1.6rem; line-height: 1.25; }
p { margin: 0 0 1rem; }
.soft { margin-bottom: 0; font-size: 0.9375rem; color: var(--soft); }
form { margin: 1.5rem 0; }
button {
  min-height: 3rem; padding: 0.6rem 1.5rem; border: 2px solid var(--accent); border-radius: 8px;
  background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; cursor: pointer;
}
button.quiet { background: transparent; color: var(--accent); }
button:focus-visible { outline: 3px solid var(--ink); outline-offset: 3px; }
`;

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
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
  { title, body, language }: { readonly title: string; readonly body: string; readonly language: string },
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
    style: STYLE,
    head: '<meta name="robots" content="noindex, nofollow">\n',
  };
  return page(title, `<main>\n${body}\n</main>`, look);
}
