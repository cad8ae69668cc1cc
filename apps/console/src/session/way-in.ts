/** Where the sign-in page is, with the way back. */
export function signInPath({ pathname, search }: { readonly pathname: string; readonly search: string }): string {
  if (pathname.startsWith('/sign-in')) return '/sign-in';
  const to = pathname + search;
  return to === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(to)}`;
}

/** The way back of a sign-in page: a path of the console, whatever the address says. */
export function wayBack(search: URLSearchParams): string {
  const to = search.get('to') ?? '/';
  return /^\/(?![/\\])/.test(to) ? to : '/';
}
