import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment, UserError } from './environment.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'environment-spec-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('.env', () => {
  it('is read with comments, quotes and lists as people write them', () => {
    const file = join(folder, '.env');
    writeFileSync(
      file,
      [
        '# SendGrid',
        'SENDGRID_FROM_NAME="6FB Booking"',
        'APPOINTMENT_REMINDER_HOURS=[24, 2]',
        "BUSINESS_ADDRESS='1 Main St # 4'",
        'export BUSINESS_NAME=Barber   # trailing',
        '',
      ].join('\n'),
    );
    expect(readEnvironment({}, file)).toEqual({
      SENDGRID_FROM_NAME: '6FB Booking',
      APPOINTMENT_REMINDER_HOURS: '[24, 2]',
      BUSINESS_ADDRESS: '1 Main St # 4',
      BUSINESS_NAME: 'Barber',
    });
  });

  it('gives way to variables of the process, but not to empty ones', () => {
    const file = join(folder, '.env');
    writeFileSync(file, 'API_PORT=9000\nWORKER_PORT=9001\n');
    expect(readEnvironment({ API_PORT: '8100', WORKER_PORT: ' ' }, file)).toEqual({
      API_PORT: '8100',
      WORKER_PORT: '9001',
    });
  });

  it('may be absent', () => {
    expect(readEnvironment({ API_PORT: '8100' }, join(folder, '.env'))).toEqual({ API_PORT: '8100' });
  });

  it('is named in the error if it cannot be read', () => {
    const file = join(folder, '.env');
    mkdirSync(file);
    expect(() => readEnvironment({}, file)).toThrow(UserError);
    expect(() => readEnvironment({}, file)).toThrow(`${file} cannot be read (EISDIR)`);
  });
});
