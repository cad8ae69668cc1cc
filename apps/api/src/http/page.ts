import type { FastifyReply, FastifyRequest } from 'fastify';

export const HTML = 'text/html; charset=utf-8';
/** For the documentation: a page is for people, and its words may change. */
export const HTML_EXAMPLE = '<!doctype html><title>Booking Notifications</title>';

/** Whether a browser asks: programs do not ask for HTML. Caches are told that the answer depends on it. */
export function wantsHtml(request: FastifyRequest, reply: FastifyReply): boolean {
  reply.header('vary', 'accept');
  return (request.headers.accept ?? '').includes('text/html');
}

/** How a page looks and reads. */
export interface Look {
  /** A language tag. */
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  readonly style: string;
  /** More elements of the head. */
  readonly head?: string;
}

const PLAIN: Look = {
  language: 'en',
  direction: 'ltr',
  style: `
:root { color-scheme: light dark; }
body { max-width: 42rem; margin: 3rem auto; padding: 0 1.25rem; font: 1.0625rem/1.6 system-ui, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; }
code { font-size: 0.95em; padding: 0.1em 0.3em; border-radius: 4px; background: color-mix(in srgb, currentColor 10%, transparent); }
li { margin: 0.35rem 0; }
`,
};

/** A page without scripts, readable in light and dark. */
export function page(title: string, body: string, look: Look = PLAIN): string {
  return `<!doctype html>
<html lang="${escaped(look.language)}" dir="${look.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
${look.head ?? ''}<style>${look.style}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

/** Text for HTML, in which `code` is marked as such. */
export function marked(text: string): string {
  return escaped(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
