/** What a browser shows at an address. */
export interface Shown {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/**
 * As much of a browser as signing in needs: cookies by host and port, redirects, and forms without scripts. Like a
 * browser, it keeps `SameSite=Strict` cookies back from a way that began at another origin.
 */
export class Browser {
  private readonly cookies = new Map<string, Map<string, { value: string; strict: boolean }>>();

  /** Follows redirects to the end. @param from the page with the link. `undefined`: somebody typed the address. */
  async open(address: string, from?: URL): Promise<Shown> {
    return this.go(new URL(address, from), { method: 'GET' }, from);
  }

  /** Sends the form of a page with these values. */
  submit({ url, text }: Shown, values: Readonly<Record<string, string>>): Promise<Shown> {
    const action = /<form[^>]*action="([^"]*)"/.exec(text)?.[1] ?? url.href;
    const hidden = [...text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    const given = hidden.map(([, name = '', value = '']): [string, string] => [name, value]);
    const body = new URLSearchParams([...given, ...Object.entries(values)]);
    return this.go(new URL(action.replaceAll('&amp;', '&'), url), { method: 'POST', body }, url);
  }

  /** The page that a page goes on to by itself. */
  goOn({ url, text }: Shown): Promise<Shown> {
    const to = /<meta http-equiv="refresh" content="0; url=([^"]*)"/.exec(text)?.[1];
    if (to === undefined) throw new Error(`this page does not go on:\n${text}`);
    return this.open(to.replaceAll('&#38;', '&'), url);
  }

  private async go(url: URL, init: RequestInit, from: URL | undefined): Promise<Shown> {
    let isCrossSite = from !== undefined && from.origin !== url.origin;
    for (let redirects = 0; redirects < 20; redirects++) {
      const answer = await fetch(url, {
        ...init,
        redirect: 'manual',
        headers: {
          accept: 'text/html',
          cookie: this.shown(url, isCrossSite),
          'sec-fetch-site': isCrossSite ? 'cross-site' : from === undefined ? 'none' : 'same-origin',
          ...(init.method === 'POST' && { origin: (from ?? url).origin }),
        },
      });
      this.keep(url, answer.headers.getSetCookie());
      const to = answer.headers.get('location');
      if (to === null || answer.status < 300 || answer.status > 399)
        return { url, status: answer.status, headers: answer.headers, text: await answer.text() };
      const next = new URL(to, url);
      isCrossSite ||= next.origin !== url.origin;
      url = next;
      init = { method: 'GET' };
    }
    throw new Error('it redirects without end');
  }

  private shown(url: URL, isCrossSite: boolean): string {
    return [...(this.cookies.get(url.host) ?? [])]
      .filter(([, { strict }]) => !(strict && isCrossSite))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
  }

  private keep(url: URL, set: readonly string[]): void {
    const kept = this.cookies.get(url.host) ?? new Map<string, { value: string; strict: boolean }>();
    this.cookies.set(url.host, kept);
    for (const cookie of set) {
      const [pair = '', ...attributes] = cookie.split(/; */);
      const at = pair.indexOf('=');
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
      if (value === '') kept.delete(name);
      else kept.set(name, { value, strict: attributes.some((each) => /^samesite=strict$/i.test(each)) });
    }
  }
}
