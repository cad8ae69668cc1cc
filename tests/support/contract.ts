import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { committed } from './reference-files.js';

/** An answer of the API, as far as its description says anything about it. */
export interface Answered {
  readonly method: string;
  /** With or without host and query. */
  readonly url: string;
  readonly status: number;
  readonly contentType: string | null;
  /** Parsed where it is JSON, else text. */
  readonly body: unknown;
}

interface Response {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, unknown>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { responses: Readonly<Record<string, Response>> }>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

/** What the HTTP layer says to any request, whatever its address. */
const OF_ANY_REQUEST = [400, 404, 405, 408, 414, 415, 431];

let document: Document | undefined;
let ajv: Ajv2020 | undefined;
const validators = new Map<string, ValidateFunction>();

/**
 * Compares an answer with docs/openapi.json: its status must be listed, its media type too, and its body must be
 * as the schema says, without a field more.
 * @throws {Error} that says what is different.
 */
export function assertDocumented({ method, url, status, contentType, body }: Answered): void {
  document ??= JSON.parse(committed('docs/openapi.json')) as Document;
  const breach = (what: string): Error => new Error(`${method} ${url.split('?')[0]} ${what}, unlike docs/openapi.json`);
  const type = contentType?.split(';')[0] ?? '';
  if (status >= 400 && type !== 'application/problem+json') throw breach(`refuses with ${status} as "${type}"`);
  // No body, and no entry of its own: what GET says holds.
  if (method === 'HEAD') return;
  const path = pathOf(document, method, new URL(url, 'http://localhost').pathname);
  if (path === undefined) return;

  const pointer = ['paths', path, method.toLowerCase(), 'responses', String(status)];
  const listed = document.paths[path]?.[method.toLowerCase()]?.responses[status];
  if (listed === undefined) {
    if (OF_ANY_REQUEST.includes(status)) return;
    throw breach(`answers ${status}`);
  }
  const found = listed.$ref === undefined ? pointer : listed.$ref.slice(2).split('/');
  const { content } = at(document, found) as Response;
  if (content === undefined) {
    if (body !== undefined && body !== '') throw breach(`answers ${status} with a body`);
    return;
  }
  if (!(type in content)) throw breach(`answers ${status} as "${type}"`);
  if (!type.endsWith('json')) return;
  const validate = validatorAt(document, [...found, 'content', type, 'schema']);
  if (!validate(body)) throw breach(`answers ${status} with ${ajv?.errorsText(validate.errors, { dataVar: 'body' })}`);
}

/** The pattern of an address: of two that match, the one with fewer parameters. */
function pathOf({ paths }: Document, method: string, pathname: string): string | undefined {
  const segments = pathname.split('/');
  const parameters = (path: string): number => path.split('{').length;
  return Object.keys(paths)
    .filter((path) => {
      const pattern = path.split('/');
      return (
        paths[path]?.[method.toLowerCase()] !== undefined &&
        pattern.length === segments.length &&
        pattern.every((part, index) => part.startsWith('{') || part === segments[index])
      );
    })
    .sort((a, b) => parameters(a) - parameters(b))[0];
}

function validatorAt(from: Document, pointer: readonly string[]): ValidateFunction {
  const reference = `openapi#/${pointer.map((part) => encodeURIComponent(escaped(part))).join('/')}`;
  const known = validators.get(reference);
  if (known !== undefined) return known;
  if (ajv === undefined) {
    ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    ajv.addSchema(closed(from) as object, 'openapi');
  }
  const made = ajv.compile({ $ref: reference });
  validators.set(reference, made);
  return made;
}

const escaped = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');

function at(value: unknown, pointer: readonly string[]): unknown {
  return pointer.reduce<unknown>((inner, part) => (inner as Record<string, unknown>)[part], value);
}

/** A field that no schema names is a difference too. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, closed(inner)]));
  const isObjectSchema = 'type' in value && [value.type].flat().includes('object') && 'properties' in value;
  return isObjectSchema && !('additionalProperties' in value) ? { ...copy, additionalProperties: false } : copy;
}
