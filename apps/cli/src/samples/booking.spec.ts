import { describe, expect, it } from '@jest/globals';
import { sampleBooking } from './booking.js';

const NOW = new Date('2026-12-30T23:30:00Z');

describe('the sample booking', () => {
  it('is a new one each time', () => {
    const [first, second] = [sampleBooking(NOW), sampleBooking(NOW)];
    expect(first.id).not.toBe(second.id);
    expect(first.data.appointment.id).not.toBe(second.data.appointment.id);
  });

  it('is far enough ahead for every default reminder', () => {
    const { appointment } = sampleBooking(NOW).data;
    expect(appointment).toMatchObject({ starts_at: '2027-01-02T14:00:00', timezone: 'America/New_York' });
  });

  it('can be quoted for a shell', () => {
    expect(JSON.stringify(sampleBooking(NOW))).not.toContain("'");
  });

  it('says what the time was before only when the service cannot know it', () => {
    const type = 'booking.rescheduled';
    expect(sampleBooking(NOW, { type }).data.previous).toEqual({ starts_at: '2027-01-02T14:00:00' });
    expect(sampleBooking(NOW, { type, appointment: 'apt-1' }).data.previous).toBeUndefined();
  });

  it('belongs to another person when it has another address, to the same one each time', () => {
    const clientOf = (clientEmail: string | null): { id: string } =>
      sampleBooking(NOW, { clientEmail }).data.appointment.client;
    expect(clientOf('john@example.com').id).toBe('user-1');
    expect(clientOf('jane@example.com').id).toMatch(/^user-[0-9a-f]{8}$/);
    expect(clientOf('jane@example.com')).toEqual(clientOf('jane@example.com'));
    expect(clientOf(null)).not.toHaveProperty('email');
  });
});
