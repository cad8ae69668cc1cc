import { beforeAll, describe, expect, it } from '@jest/globals';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import type { OpenAPI3 } from 'openapi-typescript';
import { committed, referenceFiles } from '../support/reference-files.js';
import { ADMIN, SERVICE, type Person } from '../support/api.js';
import { createReceiptSender } from '../support/fake-receipts.js';
import { pictureForm } from '../support/picture.js';
import { useApi } from '../support/use-api.js';

interface Media {
  readonly schema: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

interface Schema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly description?: string;
  readonly schema: Schema;
}

interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly security: readonly unknown[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<
    Record<string, { readonly $ref?: string; readonly content?: Readonly<Record<string, Media>> }>
  >;
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, Media>> }>>;
  };
}

const provider = createReceiptSender();
const api = useApi(provider.settings);
let document: Document;
beforeAll(async () => {
  ({ body: document } = await api.call<Document>(null, 'GET', '/openapi.json'));
});

const operations = (): { path: string; method: string; operation: Operation }[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

const exampleOf = ({ examples, enum: values }: Schema): unknown => examples?.[0] ?? values?.[0];

const exampleIn = (media: Media | undefined): unknown =>
  media?.example ?? Object.values(media?.examples ?? {})[0]?.value;

describe('the description of the API', () => {
  it.each(['docs/openapi.json', 'docs/openapi.d.ts'])('is what %s says: if not, run `npm run docs`', async (path) => {
    const files = await referenceFiles(document as unknown as OpenAPI3);
    // Not `toBe`: thousands of lines would hide what to do.
    expect(files.some((file) => file.path === path && file.text === committed(path))).toBe(true);
  });

  it('has nothing that a linter would change', async () => {
    const config = await createConfig({
      extends: ['recommended-strict'],
      rules: {
        'operation-description': 'error',
        'operation-singular-tag': 'error',
        'operation-tag-defined': 'error',
        'operation-4xx-problem-details-rfc7807': 'error',
        'parameter-description': 'error',
        'no-invalid-media-type-examples': { severity: 'error', allowAdditionalProperties: false },
      },
    });
    const found = await lintFromString({
      source: JSON.stringify(document),
      absoluteRef: '/openapi.json',
      config,
    });
    const problems = found
      .map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`)
      // Nobody can ask for these in a wrong way: there is no 4xx.
      .filter((problem) => !/^operation-4xx-response: .* #\/paths\/~1(health~1\w+|metrics|problems|)\//.test(problem));
    expect(problems).toEqual([]);
  });

  it('shows an example of every field that its type does not show by itself', () => {
    const missing = Object.entries(document.components.schemas).flatMap(([name, schema]) => unshown(name, schema));
    expect(missing).toEqual([]);
  });

  it('shows an example of every body and of every parameter in a path', () => {
    const missing = operations().flatMap(({ operation }) => {
      const { operationId, requestBody, parameters, responses } = operation;
      const bodies = [
        ...Object.entries(requestBody?.content ?? {}).map(([type, media]) => [`body ${type}`, media] as const),
        ...Object.entries(responses).flatMap(([status, { content = {} }]) =>
          Object.entries(content).map(([type, media]) => [`${status} ${type}`, media] as const),
        ),
      ];
      const inPath = parameters.filter(
        (parameter) => parameter.in === 'path' && exampleOf(parameter.schema) === undefined,
      );
      return [
        ...bodies.filter(([, media]) => exampleIn(media) === undefined).map(([what]) => `${operationId}: ${what}`),
        ...inPath.map(({ name }) => `${operationId}: {${name}} (@ApiParam with an example)`),
      ];
    });
    expect(missing).toEqual([]);
  });

  it('says of every call who may make it, and every status that follows from what it is', () => {
    for (const { path, method, operation } of operations()) {
      const { operationId, responses, parameters, security, requestBody } = operation;
      const needed = [
        '500',
        ...(security.length > 0 ? ['401'] : []),
        ...(path.startsWith('/api/') ? ['503'] : []),
        ...(path.includes('{') ? ['400', '404'] : []),
        ...(method === 'post' || method === 'put' ? ['400', '413', '415'] : []),
        ...(requestBody !== undefined || parameters.some((each) => each.in === 'query') ? ['422'] : []),
      ];
      expect({ operationId, statuses: Object.keys(responses) }).toEqual({
        operationId,
        statuses: expect.arrayContaining(needed),
      });
      expect(operation.description).toMatch(/For `|Needs no token\./);
    }
  });

  it('describes refusals that tell when to come back', () => {
    expect(document.components.responses['TooManyRequests']).toHaveProperty('headers.Retry-After');
    expect(document.components.responses['Unavailable']).toHaveProperty('headers.Retry-After');
  });
});

describe('what the description shows', () => {
  /** Of the roles that a call names, the one that may do most. */
  const callerOf = ({ description = '' }: Operation): Person | null =>
    description.includes('`admin`') ? { ...ADMIN, email: 'adam@example.com', phone_number: '+12025550124' } : null;

  /** What only a provider may send comes signed by it. */
  function answerTo(operation: Operation, method: string, url: string, type: string, value: unknown) {
    switch (operation.operationId) {
      case 'Receipts_sendgrid':
        return provider.sendGrid(api.url, JSON.stringify(value));
      case 'Receipts_twilioStatus':
        return provider.twilio(api.url, value as Record<string, string>, null);
      case 'Assets_store':
        // The example of a file is no file.
        return api.call(ADMIN, method, url, pictureForm());
      default:
        return api.call(callerOf(operation) ?? SERVICE, method, url, {
          text: JSON.stringify(value),
          headers: { 'content-type': type },
        });
    }
  }

  it('is taken as it is: every example of a body', async () => {
    const answers: string[] = [];
    const expected: string[] = [];
    // Who has no token proves in another way who they are: by a link, or a signature. No example can.
    const shown = operations().filter(({ operation: { requestBody, security } }) => requestBody && security.length > 0);
    for (const { path, method, operation } of shown) {
      const url = operation.parameters.reduce(
        (filled, { name, schema }) => filled.replace(`{${name}}`, encodeURIComponent(String(exampleOf(schema)))),
        path,
      );
      for (const [type, media] of Object.entries(operation.requestBody!.content)) {
        const examples = Object.values(media.examples ?? { only: { value: media.example } });
        for (const { value } of examples) {
          const answer = await answerTo(operation, method.toUpperCase(), url, type, value);
          const done = Object.keys(operation.responses).filter((status) => status < '400');
          expected.push(`${operation.operationId} ${type}: done`);
          answers.push(
            `${operation.operationId} ${type}: ${done.includes(String(answer.status)) ? 'done' : JSON.stringify(answer)}`,
          );
        }
      }
    }
    expect(expected.length).toBeGreaterThanOrEqual(15);
    expect(answers).toEqual(expected);
  });
});

/** `Schema.field` of every text and number without an example, which nobody could guess. */
function unshown(name: string, schema: Schema): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, field]) => {
    const types = [field.type].flat();
    const guessed =
      field.enum !== undefined || field.format === 'date-time' || types.includes('null') || types.includes('boolean');
    const scalar = types.some((type) => type === 'string' || type === 'number' || type === 'integer');
    if (scalar && !guessed && field.examples === undefined) return [`${name}.${key} (@example)`];
    return unshown(`${name}.${key}`, field.items ?? field);
  });
}
