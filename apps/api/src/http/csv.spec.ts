import { describe, expect, it } from '@jest/globals';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { csv, wantsCsv } from './csv.js';

describe('a table as CSV', () => {
  it('has a line of names, and a line for each row', () => {
    expect(csv(['at', 'sent'], [{ at: new Date(0), sent: 3 }])).toBe('at,sent\r\n1970-01-01T00:00:00.000Z,3\r\n');
  });

  it('quotes commas, quotation marks and line ends', () => {
    expect(csv(['a', 'b'], [{ a: 'one, "two"', b: 'x\ny' }])).toBe('a,b\r\n"one, ""two""","x\ny"\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@a', '\tx'])('makes no formula of %j', (text) => {
    expect(csv(['a'], [{ a: text }])).toBe(`a\r\n'${text}\r\n`);
  });

  it('has negative numbers as they are', () => {
    expect(csv(['a'], [{ a: -1 }])).toBe('a\r\n-1\r\n');
  });
});

describe('CSV', () => {
  it.each<[string | undefined, boolean]>([
    ['text/csv', true],
    ['application/json;q=0.5, TEXT/CSV; q=0.9', true],
    ['text/csv;q=0', false],
    ['application/json', false],
    ['*/*', false],
    [undefined, false],
  ])('is asked for by %j: %j', (accept, wanted) => {
    const reply = { header: () => undefined } as unknown as FastifyReply;
    expect(wantsCsv({ headers: { accept } } as FastifyRequest, reply)).toBe(wanted);
  });
});
