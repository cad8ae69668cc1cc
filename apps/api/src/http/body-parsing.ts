import type { FastifyInstance, FastifyRequest } from 'fastify';
import { FORM_TYPE, PARTS_TYPE, readFilePart, readForm, readParts } from './form-body.js';
import { findJsonMistake } from './json-mistake.js';
import { Problem } from './problem-details.js';

/** Levels. Deeper JSON is an attack on code that walks it recursively. */
const DEEPEST_JSON = 100;
const DIALECTS_OF_JSON = [
  'application/json',
  'application/cloudevents+json',
  'application/cloudevents-batch+json',
] as const;

/**
 * Accepts JSON and nothing else, but for the routes whose configuration asks for a form or for the bytes. Each route
 * accepts `application/json` and the types in its configuration, or only forms.
 */
export function registerBodyParsing(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  const parseJson = fastify.getDefaultJsonParser('error', 'error');

  fastify.addContentTypeParser([...DIALECTS_OF_JSON], { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (!acceptsTypeOf(request)) done(unsupported(request));
    else if (request.routeOptions.config.body === 'bytes') done(null, body);
    // A missing body is refused later, as it is without a content type.
    else if (body.length === 0) done(null, undefined);
    else {
      const text = outcomeOf(() => textOfJson(body));
      if (text instanceof Problem) done(text);
      // Refuses `__proto__` and `constructor.prototype`, which would harm code that merges objects.
      else void parseJson(request, text, (error, value) => done(error === null ? null : notJson(text), value));
    }
  });

  fastify.addContentTypeParser(FORM_TYPE, { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (request.routeOptions.config.body !== 'form') {
      done(body.length === 0 ? null : unsupported(request), undefined);
      return;
    }
    const form = outcomeOf(() => readForm(textOf(body)));
    if (form instanceof Problem) done(form);
    else done(null, form);
  });

  fastify.addContentTypeParser(PARTS_TYPE, { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    const { body: kind, alsoAccepts = [] } = request.routeOptions.config;
    if (kind === 'file')
      readFilePart(body, request.headers['content-type'] ?? '').then((file) => done(null, file), done);
    else if (kind === 'form' && alsoAccepts.includes(PARTS_TYPE))
      readParts(body, request.headers['content-type'] ?? '').then((form) => done(null, form), done);
    else done(body.length === 0 ? null : unsupported(request), undefined);
  });

  // `curl -X POST -d ''` sends a content type and an empty body.
  fastify.addContentTypeParser('*', (request, payload, done) => {
    if (request.headers['content-length'] === '0') {
      done(null, undefined);
    } else {
      payload.resume();
      done(unsupported(request));
    }
  });

  fastify.addHook('onRequest', (request, _reply, done) => {
    const encoding = request.headers['content-encoding'] ?? 'identity';
    done(
      encoding === 'identity'
        ? undefined
        : new Problem('unsupported_media_type', 'Send the body without Content-Encoding.'),
    );
  });

  fastify.addHook('preValidation', (request, _reply, done) => {
    const needed = request.method === 'PUT' || request.method === 'POST';
    const { is404, body, routeOptions } = request;
    if (!needed || is404 || body !== undefined || routeOptions.config.bodyOptional === true) done();
    else done(missing(request));
  });

  // Fastify would close the connection of a client that is still sending, and the client would not see the answer.
  // Without this header, Node reads and drops the rest, within the time limit of a request.
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (reply.statusCode === 413) reply.removeHeader('connection');
    done(null, payload);
  });

  fastify.addHook('onRoute', (route) => {
    if (route.config?.bodyLimit !== undefined) route.bodyLimit = route.config.bodyLimit;
  });
}

function outcomeOf<T>(read: () => T): T | Problem {
  try {
    return read();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

function acceptsTypeOf(request: FastifyRequest): boolean {
  const { body, alsoAccepts = [] } = request.routeOptions.config;
  if (body === 'form' || body === 'file') return false;
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  return type === 'application/json' || alsoAccepts.includes(type);
}

const bodyOf = ({ routeOptions }: FastifyRequest): { readonly name: string; readonly type: string } =>
  BODIES[routeOptions.config.body ?? 'json'];

const JSON_BODY = { name: 'JSON body', type: 'application/json' } as const;
const BODIES = {
  form: { name: 'form', type: FORM_TYPE },
  file: { name: 'form with a file', type: PARTS_TYPE },
  bytes: JSON_BODY,
  json: JSON_BODY,
} as const;

function missing(request: FastifyRequest): Problem {
  const { name, type } = bodyOf(request);
  return new Problem('body_missing', `A ${name} is needed, with Content-Type: ${type}.`);
}

function unsupported(request: FastifyRequest): Problem {
  const { name, type } = bodyOf(request);
  return new Problem('unsupported_media_type', `A ${name} is needed: set Content-Type: ${type}.`);
}

/**
 * Parses JSON that was kept as bytes, once its signature holds. Unlike elsewhere, `__proto__` is a field like others:
 * do not merge what comes of it.
 * @throws {Problem} 400 for what cannot be read.
 */
export function jsonOf(bytes: Uint8Array): unknown {
  const text = textOfJson(bytes);
  try {
    return JSON.parse(text);
  } catch {
    throw notJson(text);
  }
}

function textOfJson(bytes: Uint8Array): string {
  if (isDeeperThan(DEEPEST_JSON, bytes)) throw new Problem('unreadable', 'The JSON is nested too deeply.');
  return textOf(bytes);
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Problem('unreadable', 'The body is not UTF-8.');
  }
}

/** Why the parser refused a text: the place of its mistake, or a name that we do not take. */
function notJson(text: string): Problem {
  const mistake = findJsonMistake(text);
  if (mistake === null) return isJson(text) ? forbiddenName() : new Problem('invalid_json', 'The body is not JSON.');
  const where = `line ${mistake.line}, column ${mistake.column}: ${mistake.what}`;
  return new Problem('invalid_json', `The JSON is broken at ${where}.`, {
    errors: [{ field: 'body', message: where }],
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function forbiddenName(): Problem {
  return new Problem(
    'unreadable',
    'The JSON has a field called `__proto__`, or `prototype` in `constructor`: remove it.',
  );
}

const code = (character: string): number => character.charCodeAt(0);
const [QUOTE, BACKSLASH] = [code('"'), code('\\')];
const [OPEN_OBJECT, OPEN_ARRAY, CLOSE_OBJECT, CLOSE_ARRAY] = [code('{'), code('['), code('}'), code(']')];

/** Whether JSON is nested deeper than the limit. One pass over the bytes, far cheaper than parsing. */
export function isDeeperThan(limit: number, json: Uint8Array): boolean {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (inText) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      if (++depth > limit) return true;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) depth--;
  }
  return false;
}
