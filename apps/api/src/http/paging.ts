import { rule } from '@booking/notifications-core';

/** How the documentation tells of the next page of a list. */
export const NEXT_PAGE = {
  Link: { description: 'The next page, `rel="next"`; none on the last.', schema: { type: 'string' } },
} as const;

/** The same URL with another cursor, for the header `Link`. Relative, so that it works behind any proxy. */
export function pageAfter(url: string, cursor: string): string {
  const [path = '', search] = url.split('?');
  const parameters = new URLSearchParams(search);
  parameters.set('cursor', cursor);
  return `<${path}?${parameters.toString()}>; rel="next"`;
}

/** @param read gives `null` for what is no cursor of this list. */
export const CursorOf = (read: (cursor: string) => object | string | number | null): PropertyDecorator =>
  rule(
    'cursor',
    'must come from the Link header of the page before',
    (value) => typeof value === 'string' && read(value) !== null,
  );
