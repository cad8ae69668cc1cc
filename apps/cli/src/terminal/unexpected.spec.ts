import { describe, expect, it } from '@jest/globals';
import { ConfigError, InvalidInput } from '@booking/notifications-core';
import { UserError } from '@booking/local-stack';
import { explain } from './unexpected.js';

describe('the line about an error that ended a command', () => {
  it('is the message of the error if it was written for people', () => {
    expect(explain(new UserError('do this'))).toBe('do this');
    expect(explain(new ConfigError('API_PORT', 'must be a number'))).toBe('API_PORT must be a number');
    expect(explain(new InvalidInput([{ field: 'email', message: 'is no address' }]))).toBe('email: is no address');
  });

  it('says what to do about a database that is away or not migrated', () => {
    expect(explain(Object.assign(new Error(), { code: 'ECONNRESET' }))).toContain('npm run notify -- status');
    expect(explain(Object.assign(new Error(), { code: '42P01' }))).toContain('npm run notify -- migrate');
  });

  it('leaves out the message of a driver, which quotes rows', () => {
    const error = Object.assign(new TypeError('Key (email)=(jane@example.com)\nexists'), { code: '23505' });
    expect(explain(error)).toMatch(/^Unexpected: TypeError \(23505\), at .*unexpected\.spec/);
    expect(explain(error)).not.toMatch(/jane|\n/);
    expect(explain('a text')).toBe('Unexpected: string');
  });
});
