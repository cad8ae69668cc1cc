export type Scheme = 'light' | 'dark';

/**
 * A mail as a program in light or dark looks at it. A frame has the look of the browser, so its questions for the look
 * are answered here. Links open new windows, where the frame may open any.
 */
export function inScheme(html: string, scheme: Scheme): string {
  const asked = html
    .replace(/\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)/gi, (_, wanted: string) =>
      wanted.toLowerCase() === scheme ? '(min-width: 0)' : '(max-width: 0)',
    )
    .replace(/(<meta\s+name="(?:supported-)?color-scheme"\s+content=")[^"]*"/gi, `$1${scheme}"`)
    .replace(/((?:supported-)?color-schemes?\s*:\s*)light dark/gi, `$1${scheme}`);
  const head = '<base target="_blank"><meta name="referrer" content="no-referrer">';
  return /<head[^>]*>/i.test(asked) ? asked.replace(/<head[^>]*>/i, `$&${head}`) : head + asked;
}
