import type { FastifyInstance } from 'fastify';

/** The methods of each path. Fastify's router knows only "found" and "not found", and a 405 needs a third answer. */
export class RouteTable {
  private readonly patterns = new Map<string, { segments: readonly string[]; methods: Set<string> }>();

  constructor(fastify: FastifyInstance) {
    fastify.addHook('onRoute', ({ url, method }) => {
      const known = this.patterns.get(url) ?? { segments: url.split('/'), methods: new Set<string>() };
      for (const each of [method].flat()) known.methods.add(each);
      this.patterns.set(url, known);
    });
  }

  /** Empty: there is nothing at this URL. */
  methodsAt(url: string): string[] {
    const path = url.split('?')[0]?.split('/') ?? [];
    const matching = [...this.patterns.values()].filter(({ segments }) => matches(segments, path));
    return [...new Set(matching.flatMap(({ methods }) => [...methods]))].sort();
  }
}

function matches(pattern: readonly string[], path: readonly string[]): boolean {
  if (pattern.at(-1) === '*') return false;
  return (
    pattern.length === path.length &&
    pattern.every((segment, index) => (segment.startsWith(':') ? path[index] !== '' : segment === path[index]))
  );
}
