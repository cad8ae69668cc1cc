import { committed } from './reference-files.js';

/** A request as `fetch` takes it, below the address of the API. */
export interface RequestAbout {
  readonly method: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly responses: Readonly<Record<string, unknown>>;
  readonly requestBody?: {
    readonly content: Record<string, { example?: unknown; examples?: Record<string, { value: unknown }> }>;
  };
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** Calls of every route of docs/openapi.json, good and bad in many ways, with these texts at every place. */
export function* requestsAbout(texts: Readonly<Record<string, string>>): Generator<RequestAbout> {
  const { paths } = JSON.parse(committed('docs/openapi.json')) as { paths: Record<string, Record<string, Operation>> };
  for (const [route, methods] of Object.entries(paths))
    for (const [name, operation] of Object.entries(methods)) {
      // A stream has no end: who asks for it waits for ever.
      if (JSON.stringify(operation.responses).includes('text/event-stream')) continue;
      const method = name.toUpperCase();
      for (const path of addressesWith(route, operation, Object.values(texts))) yield { method, path };
      const [content] = Object.values(operation.requestBody?.content ?? {});
      if (content === undefined) continue;
      const path = route.replaceAll(/\{\w+\}/g, 'appointment_reminder');
      const example = content.example ?? Object.values(content.examples ?? {})[0]?.value ?? {};
      for (const request of bodiesWith(example, Object.values(texts))) yield { method, path, ...request };
    }
}

function addressesWith(route: string, { parameters = [] }: Operation, texts: readonly string[]): string[] {
  const queries = parameters.filter((parameter) => parameter.in === 'query');
  return texts.map((text) => {
    const path = route.replaceAll(/\{\w+\}/g, encodeURIComponent(text));
    const query = queries.map((each) => `${each.name}=${encodeURIComponent(text)}`).join('&');
    return query === '' ? path : `${path}?${query}`;
  });
}

function bodiesWith(example: unknown, texts: readonly string[]): Pick<RequestAbout, 'headers' | 'body'>[] {
  const all = texts.join(' ');
  const bodies = [
    withTexts(example, all, null),
    ...texts.map((text, only) => withTexts(example, text, only)),
    ...texts.map((text, only) => withTexts(example, text, only + texts.length)),
  ];
  return [
    ...bodies.map((body) => ({ headers: JSON_TYPE, body: JSON.stringify(body) })),
    { headers: JSON_TYPE, body: `{"broken": "${all}" "${all}"}` },
    { headers: JSON_TYPE, body: JSON.stringify({ large: all.repeat(10_000) }) },
    { headers: { 'content-type': 'text/plain' }, body: all },
  ];
}

/** JSON with every text replaced, or with only the n-th. */
function withTexts(value: unknown, text: string, only: number | null, at = { n: -1 }): unknown {
  if (Array.isArray(value)) return value.map((each) => withTexts(each, text, only, at));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withTexts(each, text, only, at)]));
  at.n += 1;
  return only === null || only === at.n ? text : value;
}
