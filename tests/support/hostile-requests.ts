import { committed } from './reference-files.js';
import { testToken, type Role } from './processes.js';
import { hostileBody } from './hostile-bodies.js';
import { hostileAuthorizations } from './hostile-tokens.js';
import { HOSTILE_IDS, HOSTILE_VALUES } from './hostile-values.js';
import { sendgridWebhook, twilioWebhook, type WebhookKeys } from './hostile-webhooks.js';
import { seeded, type Random } from './random.js';

/** A request that a careless service could answer with a 500, or hang on. */
export interface HostileRequest {
  /** What is hostile about it, in words. */
  readonly what: string;
  readonly method: string;
  /** Path and query, as they go over the wire. */
  readonly path: string;
  /** The route as docs/openapi.json names it. */
  readonly route: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer> | null;
  /** The statuses that are right while Postgres is there. While it is away, 503 is right too. */
  readonly allowed: readonly number[];
}

export interface HostileOptions {
  /** The same seed makes the same requests, but for the time in tokens and signatures. */
  readonly seed: number;
  /** With them, requests to webhooks are signed, and what is inside is hostile. */
  readonly webhookKeys?: WebhookKeys;
}

interface Parameter {
  readonly in: 'path' | 'query' | 'header';
  readonly name: string;
  readonly schema: {
    readonly examples?: readonly unknown[];
    readonly enum?: readonly unknown[];
    readonly default?: unknown;
  };
}

interface Operation {
  readonly method: string;
  readonly route: string;
  readonly parameters: readonly Parameter[];
  /** Media types of the body, with an example of each that is JSON. */
  readonly bodies: readonly { readonly type: string; readonly example: unknown }[];
  readonly needsToken: boolean;
}

/** What was read, and can be answered in any of these ways. 409: a key or a resend; 429: test sends are counted. */
const TAKEN_OR_REFUSED = [200, 201, 202, 204, 303, 400, 403, 404, 409, 413, 414, 415, 422, 429, 431];
/** Refused by the HTTP layer before anybody asks for a token. */
const BEFORE_THE_TOKEN = [400, 404, 405, 414, 415, 431];

/** Hostile requests without end, against every route of docs/openapi.json, with right and wrong tokens. */
export async function hostileRequests({
  seed,
  webhookKeys,
}: HostileOptions): Promise<Generator<HostileRequest, never>> {
  const operations = readOperations();
  const good = await authorizations();
  const bad = [...(await hostileAuthorizations('admin'))];
  const random = seeded(seed);
  return (function* () {
    for (;;) {
      const operation = random.pick(operations);
      const request =
        operation.route.includes('/webhooks/') && operation.method === 'POST' && webhookKeys !== undefined
          ? webhookRequest(random, operation, webhookKeys)
          : callOf(random, operation);
      yield random.below(8) === 0 && operation.needsToken
        ? withBadToken(random, request, bad)
        : operation.needsToken
          ? { ...request, headers: { authorization: random.pick(good), ...request.headers } }
          : request;
    }
  })();
}

function readOperations(): Operation[] {
  const { paths } = JSON.parse(committed('docs/openapi.json')) as {
    paths: Record<
      string,
      Record<
        string,
        {
          parameters?: Parameter[];
          security?: unknown[];
          responses: object;
          requestBody?: {
            content: Record<string, { example?: unknown; examples?: Record<string, { value: unknown }> }>;
          };
        }
      >
    >;
  };
  return Object.entries(paths).flatMap(([route, methods]) =>
    Object.entries(methods)
      // A stream has no end, and takes nothing that could be hostile.
      .filter(([, { responses }]) => !JSON.stringify(responses).includes('text/event-stream'))
      .map(([method, { parameters, requestBody, responses }]) => ({
        method: method.toUpperCase(),
        route,
        parameters: parameters ?? [],
        bodies: Object.entries(requestBody?.content ?? {}).map(([type, { example, examples }]) => ({
          type,
          example: example ?? Object.values(examples ?? {})[0]?.value ?? {},
        })),
        needsToken: '401' in responses && !route.includes('/webhooks/'),
      })),
  );
}

/** Mostly of those who may call everything, so that the requests get as far as possible. */
async function authorizations(): Promise<string[]> {
  const roles: Role[] = ['admin', 'admin', 'admin', 'service', 'staff', 'user'];
  return Promise.all(
    roles.map(async (role, index) => {
      const token = await testToken({
        sub: `hostile-${role}-${index}`,
        role,
        email: `${role}@example.com`,
        phone_number: '+12025550123',
      });
      return `Bearer ${token}`;
    }),
  );
}

function withBadToken(
  random: Random,
  request: HostileRequest,
  bad: readonly (readonly [string, string])[],
): HostileRequest {
  const [what, authorization] = random.pick(bad);
  return {
    ...request,
    what: `a token with ${what}, and ${request.what}`,
    headers: { ...request.headers, authorization },
    allowed: [401, ...BEFORE_THE_TOKEN],
  };
}

function webhookRequest(random: Random, { method, route }: Operation, keys: WebhookKeys): HostileRequest {
  const { signed, ...request } = route.endsWith('/sendgrid')
    ? sendgridWebhook(random, keys)
    : twilioWebhook(random, keys, route);
  return {
    method,
    route,
    path: route,
    ...request,
    allowed: signed ? TAKEN_OR_REFUSED : [400, 401, 403, 404, 413, 415, 422],
  };
}

/** One hostile place in a request that is fine otherwise: in its address, its query, its headers or its body. */
function callOf(random: Random, operation: Operation): HostileRequest {
  const { method, route, parameters } = operation;
  const [example] = operation.bodies;
  const fine: HostileRequest = {
    what: 'nothing hostile',
    method,
    route,
    path: pathOf(random, operation, null),
    headers: example === undefined ? {} : { 'content-type': example.type },
    body: example === undefined ? null : encoded(example.type, example.example),
    allowed: TAKEN_OR_REFUSED,
  };
  const places = [
    ...parameters.map((parameter) => () => inParameter(random, operation, fine, parameter)),
    ...operation.bodies.flatMap((body) => Array.from({ length: 8 }, () => () => inBody(random, fine, body))),
    () => inHeader(random, fine),
  ];
  return random.pick(places)();
}

function inParameter(random: Random, operation: Operation, fine: HostileRequest, hostile: Parameter): HostileRequest {
  const what = `a hostile ${hostile.name}`;
  if (hostile.in === 'header') {
    const value = random.pick(['', ' ', 'x'.repeat(300), '\u00e9', 'a,b', '{}', 'a\tb', '\u0001', '-1']);
    return { ...fine, what, headers: { ...fine.headers, [hostile.name.toLowerCase()]: value } };
  }
  return { ...fine, what, path: pathOf(random, operation, hostile) };
}

/** The address, with one hostile parameter. Sometimes a query has it twice, as a list, or with another one beside it. */
function pathOf(random: Random, { route, parameters }: Operation, hostile: Parameter | null): string {
  let path = route;
  const query: string[] = [];
  for (const parameter of parameters) {
    const value = parameter === hostile ? random.pick(HOSTILE_IDS) : encodeURIComponent(String(exampleOf(parameter)));
    if (parameter.in === 'path') path = path.replace(`{${parameter.name}}`, value);
    else if (parameter === hostile) query.push(...inQuery(random, parameter.name, value));
  }
  return query.length === 0 ? path : `${path}?${query.join('&')}`;
}

function inQuery(random: Random, name: string, value: string): string[] {
  switch (random.below(6)) {
    case 0:
      return [`${name}=${value}`, `${name}=${value}`];
    case 1:
      return [`${name}[]=${value}`];
    case 2:
      return [`${name}[constructor]=${value}`];
    case 3:
      return [`${name}=${value}`, 'unknown=1', '__proto__=1'];
    default:
      return [`${name}=${value}`];
  }
}

const exampleOf = ({ schema }: Parameter): unknown => schema.examples?.[0] ?? schema.enum?.[0] ?? schema.default ?? 'x';

const STRANGE_HEADERS: readonly (readonly [string, string])[] = [
  ['x-forwarded-for', '127.0.0.1, 10.0.0.1, ::1, "><script>'],
  ['x-forwarded-for', 'x'.repeat(4_000)],
  ['x-request-id', '{"level":"error"}'],
  ['x-http-method-override', 'DELETE'],
  ['accept', 'x/y;q=NaN, */*;q=1e9'],
  ['accept-language', `${'a-'.repeat(2_000)}a`],
  ['if-none-match', `"${'x'.repeat(4_000)}"`],
  ['range', 'bytes=0-,-1,5-2'],
  ['cookie', `session=${'x'.repeat(4_000)}; __proto__=1`],
  ['traceparent', '00-zz-zz-01'],
  ['origin', 'null'],
  ['x-padding', 'x'.repeat(20_000)],
];

function inHeader(random: Random, fine: HostileRequest): HostileRequest {
  const [name, value] = random.pick(STRANGE_HEADERS);
  return { ...fine, what: `a strange ${name}`, headers: { ...fine.headers, [name]: value } };
}

function inBody(random: Random, fine: HostileRequest, { type, example }: Operation['bodies'][number]): HostileRequest {
  const isJson = type.endsWith('json');
  if (!isJson || random.below(3) === 0) {
    const { what, headers, bytes, allowed } = hostileBody(random, example, isJson ? type : 'application/json');
    const right = isJson ? (allowed ?? fine.allowed) : fine.allowed;
    // Who may not call, or whose URL is wrong, hears that instead.
    return {
      ...fine,
      what,
      headers,
      body: bytes,
      allowed: [...right, 403, 404, 409, 429, ...(right[0] === 415 ? [] : [413])],
    };
  }
  const path = random.pick(placesOf(example));
  const kind = random.pick(Object.keys(HOSTILE_VALUES));
  const value = random.pick(HOSTILE_VALUES[kind] ?? [])();
  const what = `${kind} in ${path.join('.') || 'the body'}`;
  return { ...fine, what, headers: { 'content-type': type }, body: JSON.stringify(changed(example, path, value)) };
}

/** The path of every value in JSON, and of one that is not there. */
function placesOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, each]) => placesOf(each, [...path, key]));
  return [...(path.length === 0 ? [] : [path]), ...inner, [...path, 'unknown_field']];
}

function changed(value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to;
  if (Array.isArray(value))
    return value.map((each, index) => (String(index) === key ? changed(each, rest, to) : (each as unknown)));
  const object = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  return { ...object, [key]: changed(object[key], rest, to) };
}

function encoded(type: string, example: unknown): string {
  if (!type.includes('form')) return JSON.stringify(example);
  return new URLSearchParams(
    Object.entries(example ?? {}).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
}
