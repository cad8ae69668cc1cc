import { NotFoundException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { ConflictsPersist, InvalidInput } from '@booking/notifications-core';
import { Problem, problemBody, toProblem } from './problem-details.js';

const withCode = (code: string, message = 'for user a@example.com'): Error =>
  Object.assign(new Error(message), { code });

describe('the problem that a caller sees', () => {
  it('names every invalid value', () => {
    const errors = [{ field: 'data.appointment.starts_at', message: 'is not a real date and time' }];
    expect(problemBody(toProblem(new InvalidInput(errors))!)).toEqual({
      type: '/problems/invalid_values',
      title: 'Some values are invalid',
      status: 422,
      detail: 'Some values are invalid: see `errors`.',
      code: 'invalid_values',
      errors,
    });
  });

  it('is a thrown problem unchanged', () => {
    const problem = new Problem('not_found', 'Notification not found or cannot be cancelled');
    expect(toProblem(problem)).toBe(problem);
  });

  it.each([
    ['refused', withCode('ECONNREFUSED')],
    ['reset', withCode('ECONNRESET')],
    ['terminated by an administrator', new QueryFailedError('SELECT 1', [], withCode('57P01'))],
    ['starting up', new QueryFailedError('SELECT 1', [], withCode('57P03'))],
    ['out of disk', new QueryFailedError('INSERT', [], withCode('53100'))],
    ['out of connections', withCode('53300')],
    ['torn off in the middle', new QueryFailedError('SELECT 1', [], new Error('Connection terminated unexpectedly'))],
    ['too slow to connect', new Error('timeout exceeded when trying to connect')],
    ['wrapped by another error', new Error('no', { cause: withCode('ECONNREFUSED') })],
  ])('is 503 with Retry-After when Postgres is %s', (_, error) => {
    expect(toProblem(error)).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
  });

  it('is 503 with Retry-After when others changed the same booking at every try', () => {
    const deadlock = new QueryFailedError('UPDATE', [], withCode('40P01'));
    for (const cause of [deadlock, new Error('an appointment was created at the same time')])
      expect(toProblem(new ConflictsPersist('others were faster', { cause }))).toMatchObject({
        status: 503,
        headers: { 'retry-after': '1' },
        detail: expect.stringContaining('try again'),
      });
  });

  it('is 422 for text that Postgres cannot store', () => {
    expect(toProblem(new QueryFailedError('INSERT', [], withCode('22P05')))).toMatchObject({ status: 422 });
  });

  it.each([
    ['a bug', new TypeError('x of undefined')],
    ['a broken constraint', new QueryFailedError('INSERT', [], withCode('23514'))],
    ['something that is no error', 'thrown text'],
    ['an answer of 500 by a library', Object.assign(new Error('secret'), { statusCode: 500 })],
  ])('is absent for %s, which is our own fault', (_, error) => {
    expect(toProblem(error)).toBeNull();
  });

  it('never repeats the message of a library', () => {
    const told = [
      toProblem(Object.assign(new Error('Unexpected token a@example.com'), { statusCode: 400 })),
      toProblem(new NotFoundException('Cannot GET /api?token=secret')),
      toProblem(withCode('ECONNREFUSED')),
    ].map((problem) => JSON.stringify(problemBody(problem!)));
    for (const text of told) expect(text).not.toMatch(/example|token|secret/);
  });
});
