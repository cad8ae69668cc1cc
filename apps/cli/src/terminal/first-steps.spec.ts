import { describe, expect, it } from '@jest/globals';
import { sampleBooking } from './first-steps.js';

describe('the sample booking', () => {
  it('is a new one each time', () => {
    const now = new Date('2026-11-22T23:30:00Z');
    expect(sampleBooking(now)['id']).not.toBe(sampleBooking(now)['id']);
  });

  it('is far enough ahead for every default reminder', () => {
    const { data } = sampleBooking(new Date('2026-12-30T23:30:00Z')) as {
      data: { appointment: { starts_at: string; timezone: string } };
    };
    expect(data.appointment.starts_at).toBe('2027-01-02T14:00:00');
    expect(data.appointment.timezone).toBe('America/New_York');
  });

  it('can be quoted for a shell', () => {
    expect(JSON.stringify(sampleBooking(new Date()))).not.toContain("'");
  });
});
