import { describe, expect, it } from '@jest/globals';
import { Problem } from '../api/problem.js';
import { fieldErrors, otherError } from './field-errors.js';

const refusal = (...fields: { field: string; message: string }[]): Problem =>
  new Problem(422, 'invalid_values', 'Invalid values', 'Some values are wrong.', fields);

describe('errors of a form', () => {
  it('stand beside their fields as sentences', () => {
    expect(fieldErrors(refusal({ field: 'reminder_hours[1]', message: 'must be a whole number' }))).toEqual({
      reminder_hours: 'Must be a whole number',
    });
  });

  it('are told above the form where they belong to no field of it', () => {
    const ofField = refusal({ field: 'address', message: 'must be an email address' });
    const ofOther = refusal({ field: 'channel', message: 'must be email or sms' });
    const away = new Problem(0, 'unreachable', 'No answer', 'It could not be reached.');
    expect(otherError(ofField, ['address'])).toBeNull();
    expect(otherError(ofOther, ['address'])).toBe(ofOther);
    expect(otherError(away, ['address'])).toBe(away);
    expect(otherError(null, ['address'])).toBeNull();
  });
});
