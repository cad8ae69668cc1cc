import type { FastifyInstance } from 'fastify';
import { Problem } from './problem-details.js';

/** Characters. The longest that is of use is a multipart boundary of 70. */
const LONGEST = 256;
const TOKEN = "[\\w!#$%&'*+.^`|~-]+";
const QUOTED = '"(?:[\\t !#-\\[\\]-~]|\\\\[\\t -~])*"';
const TYPE = new RegExp(`^${TOKEN}/${TOKEN}[ \\t]*$`);
/** One parameter behind its semicolon, or nothing. No part of it can match in two ways, so it takes linear time. */
const PARAMETER = new RegExp(`;[ \\t]*(?:(${TOKEN})=(${TOKEN}|${QUOTED})[ \\t]*)?`, 'y');

/**
 * Whether we read a body of this `Content-Type` as its sender means it. The header must be one media type as a whole
 * (RFC 9110, 8.3.1), and no charset may be named but UTF-8: a proxy in front of us may read the same bytes in another
 * way.
 */
export function isExactMediaType(header: string): boolean {
  if (header.length > LONGEST) return false;
  const end = header.indexOf(';');
  if (!TYPE.test(end === -1 ? header : header.slice(0, end))) return false;
  const charsets: string[] = [];
  for (let at = end === -1 ? header.length : end; at < header.length; at = PARAMETER.lastIndex) {
    PARAMETER.lastIndex = at;
    const found = PARAMETER.exec(header);
    if (found === null) return false;
    const [, name = '', value = ''] = found;
    if (name.toLowerCase() === 'charset') charsets.push(value.replaceAll('"', '').toLowerCase());
  }
  return charsets.length <= 1 && charsets.every((charset) => charset === 'utf-8' || charset === 'utf8');
}

/** Refuses bodies of another charset, and headers that are no media type. Which types a call takes is checked later. */
export function registerExactMediaTypes(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const header = request.headers['content-type'];
    done(
      header === undefined || header === '' || isExactMediaType(header)
        ? undefined
        : new Problem(
            'unsupported_media_type',
            'Content-Type must be one media type, in UTF-8 if it names a charset, such as application/json.',
          ),
    );
  });
}
