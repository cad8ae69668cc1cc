import type { FastifyContextConfig } from 'fastify';
import type { HeadersObject, OperationObject, ResponseObject, SchemaObject } from './openapi.types.js';
import { hasRole, ROLES, type Role } from '../auth/auth.js';
import { PROBLEM_CODES, PROBLEMS, problemType, type ProblemCode } from '../http/problem-catalogue.js';
import { databaseAway, invalidValues, Problem, problemBody, refusal } from '../http/problem-details.js';

/** The facts about a route that decide which refusals it can answer with. */
export interface RouteFacts {
  /** The path in the document, `/api/v2/…`. */
  readonly path: string;
  readonly httpMethod: string;
  readonly access: readonly Role[] | 'public' | undefined;
  readonly config: Partial<FastifyContextConfig>;
  /** Of its own refusals, by status. */
  readonly codes: Readonly<Partial<Record<number, ProblemCode>>>;
}

const RETRY_AFTER: HeadersObject = {
  'Retry-After': { description: 'Seconds to wait.', required: true, schema: { type: 'integer', minimum: 1 } },
};

interface Refusal {
  /** Its name in `components.responses`. */
  readonly name: string;
  readonly when: string;
  readonly example: Problem;
  readonly headers?: HeadersObject;
}

/** Refusals that follow from the facts of a route. A route documents others with `@ApiResponse`. */
const REFUSALS: Readonly<Record<number, Refusal>> = {
  400: { name: 'Unreadable', when: 'The request cannot be read.', example: refusal(400) },
  401: {
    name: 'Unauthorized',
    when: 'There is no token and no session, or it is not valid here.',
    example: new Problem('token_expired', 'The token has expired: get a new one.'),
    headers: {
      'WWW-Authenticate': { description: 'RFC 6750.', required: true, schema: { type: 'string' } },
    },
  },
  403: {
    name: 'Forbidden',
    when: 'The role of the caller does not allow this, or a page of another origin uses the session of the console.',
    example: new Problem('forbidden', 'This call needs the role admin.'),
  },
  404: {
    name: 'NotFound',
    when: 'It does not exist, or belongs to somebody else.',
    example: new Problem('not_found', 'Notification not found'),
  },
  413: { name: 'TooLarge', when: 'The body is too large.', example: refusal(413) },
  415: {
    name: 'UnsupportedMediaType',
    when: 'The body is of another media type, or compressed.',
    example: refusal(415),
  },
  422: {
    name: 'InvalidValues',
    when: 'Values are invalid or unknown; each is named.',
    example: invalidValues([{ field: 'limit', message: 'must be a whole number from 1 to 200' }]),
  },
  429: {
    name: 'TooManyRequests',
    when: 'This caller called too often, on all API processes together. The role `service` is not limited.',
    example: new Problem('too_many_requests', 'Too many requests: try again in 17 s.'),
    headers: RETRY_AFTER,
  },
  500: {
    name: 'Unexpected',
    when: 'Something went wrong on our side; `instance` finds it in the log.',
    example: new Problem('unexpected', 'Something went wrong on our side. Tell the operator the id in `instance`.'),
  },
  503: {
    name: 'Unavailable',
    when: 'Postgres, or the issuer of the tokens, cannot be reached, or others changed the same booking at every try. Nothing was stored.',
    example: databaseAway(),
    headers: RETRY_AFTER,
  },
};

/** The error statuses of a call, in addition to those that it documents itself. */
export function refusalsOf({ path, httpMethod, access, config }: RouteFacts, operation: OperationObject): number[] {
  const takesBody = ['post', 'put', 'patch'].includes(httpMethod);
  const takes = (place: string): boolean =>
    (operation.parameters ?? []).some((parameter) => 'in' in parameter && parameter.in === place);
  const roles = access === 'public' || access === undefined ? [] : ROLES.filter((role) => hasRole(role, access));
  const named: [number, boolean][] = [
    [400, takesBody || takes('path')],
    [401, config.needsToken === true],
    [403, config.needsToken === true],
    [404, takes('path')],
    [413, takesBody],
    [415, takesBody],
    [422, operation.requestBody !== undefined || takes('query') || hasRules(operation)],
    [429, roles.some((role) => role !== 'service')],
    [500, true],
    // Every call under /api uses Postgres. Health and metrics must answer without it.
    [503, path.startsWith('/api/')],
  ];
  return named.flatMap(([status, holds]) => (holds ? [status] : []));
}

/** Whether rules check a part of the path, instead of only looking it up. */
function hasRules({ parameters = [] }: OperationObject): boolean {
  return parameters.some(
    (parameter) => 'schema' in parameter && parameter.in === 'path' && 'maxLength' in (parameter.schema ?? {}),
  );
}

/** Adds the refusals of a call to its answers. The route's own description of a status comes first. */
export function addRefusals(operation: OperationObject, statuses: readonly number[], { codes }: RouteFacts): void {
  const own = Object.keys(operation.responses).map(Number);
  for (const status of own.filter((each) => each >= 400))
    operation.responses[status] = ownRefusal(
      status,
      operation.responses[status] as ResponseObject,
      statuses,
      codes[status] ?? unnamed(operation),
    );
  for (const status of statuses.filter((each) => !own.includes(each)))
    operation.responses[status] = { $ref: `#/components/responses/${REFUSALS[status]?.name}` };
}

/** Every refusal that a route documents has a code: `@Refuses`. */
function unnamed({ operationId }: OperationObject): never {
  throw new Error(`${operationId}: a refusal is documented with @Refuses`);
}

/** Completes a refusal that has only the route's description. A refusal with content stays as it is. */
function ownRefusal(
  status: number,
  own: ResponseObject,
  derived: readonly number[],
  code: ProblemCode,
): ResponseObject {
  if (own.content !== undefined) return own;
  const known = REFUSALS[status];
  // A status can have two causes, so both are described. For 404 the route's own description is better.
  const also = derived.includes(status) && status !== 404 ? known : undefined;
  return {
    description: also === undefined ? own.description : `${own.description} Or: ${also.when}`,
    ...(known?.headers === undefined ? {} : { headers: known.headers }),
    ...(own.headers === undefined ? {} : { headers: own.headers }),
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: {
          own: { value: exampleBody(new Problem(code, own.description)) },
          ...(also === undefined ? {} : { other: { value: exampleBody(also.example) } }),
        },
      },
    },
  };
}

/** `components.responses`: each refusal once, however many calls refer to it. */
export function refusalResponses(used: ReadonlySet<number>): Record<string, ResponseObject> {
  const listed = Object.entries(REFUSALS).filter(([status]) => used.has(Number(status)));
  return Object.fromEntries(
    listed.map(([, { name, when, example, headers }]) => [
      name,
      {
        description: when,
        ...(headers === undefined ? {} : { headers }),
        content: {
          'application/problem+json': {
            schema: { $ref: '#/components/schemas/Problem' },
            examples: { [name]: { value: exampleBody(example) } },
          },
        },
      },
    ]),
  );
}

function exampleBody(problem: Problem): object {
  return problemBody(problem, problem.status >= 500 ? 'urn:request:0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f' : undefined);
}

export const PROBLEM_SCHEMA: SchemaObject = {
  type: 'object',
  description: 'The body of every refusal (RFC 9457).',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: {
      type: 'string',
      description: 'The page of the code, on this API: it says what the error means and what to do about it.',
      format: 'uri-reference',
      pattern: '^/problems/[a-z_]+$',
      examples: [problemType('invalid_values')],
    },
    title: {
      type: 'string',
      description: 'The kind of error in a few words.',
      examples: [PROBLEMS.invalid_values.title],
    },
    status: { type: 'integer', description: 'The HTTP status.', minimum: 400, maximum: 599, examples: [422] },
    detail: {
      type: 'string',
      description: 'What is wrong and what to do about it.',
      examples: ['Some values are invalid: see `errors`.'],
    },
    code: {
      type: 'string',
      description: 'The kind of error, for programs. It never changes; newer versions may add codes.',
      enum: [...PROBLEM_CODES],
      examples: ['invalid_values'],
    },
    instance: {
      type: 'string',
      description: 'Names this occurrence in the log (5xx).',
      examples: ['urn:request:0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f'],
    },
    errors: {
      type: 'array',
      description: 'Every value that is wrong (422), or the place of a mistake in JSON (400).',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: {
          field: { type: 'string', description: 'Path of the value.', examples: ['data.appointment.starts_at'] },
          message: { type: 'string', description: 'What it must be.', examples: ['must be a text'] },
          line: {
            type: 'integer',
            description: 'Of a text such as a template: where it is wrong, from 1.',
            examples: [3],
          },
          column: { type: 'integer', description: 'The place in that line, from 1.', examples: [12] },
        },
      },
    },
  },
};
