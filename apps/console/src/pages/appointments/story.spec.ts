import { describe, expect, it } from '@jest/globals';
import { bookingStatusText, tellStory, type Story, type Told } from './story.js';

const NOW = Date.parse('2026-12-01T12:00:00Z');

const EVENT: Story['events'][number] = {
  event_id: 'evt-1',
  source: '/booking-service',
  type: 'booking.created',
  version: 1,
  received_at: '2026-11-28T10:00:00Z',
  outcome: 'applied',
};

function message(changes: Partial<Told>): Told {
  return {
    id: 'n1',
    user_id: 'user-1',
    appointment_id: 'apt-1',
    notification_type: 'email',
    template_name: 'appointment_confirmation',
    recipient: 'john@example.com',
    subject: null,
    status: 'sent',
    state: 'sent',
    reason: null,
    scheduled_for: '2026-11-28T10:00:00Z',
    sent_at: '2026-11-28T10:00:01Z',
    attempts: 1,
    error_message: null,
    provider: 'sendgrid',
    provider_message_id: null,
    delivery_status: null,
    delivered_at: null,
    created_at: '2026-11-28T10:00:00Z',
    explanation: 'Sent.',
    ...changes,
  };
}

function story(changes: Partial<Story>): Story {
  return {
    id: 'apt-1',
    status: 'confirmed',
    version: 1,
    starts_at: '2026-12-02T14:00:00Z',
    timezone: 'America/New_York',
    service_name: 'Haircut',
    client: { id: 'user-1', name: 'John Doe', email: 'john@example.com', phone: null },
    events: [EVENT],
    notifications: [],
    not_sent: [],
    ...changes,
  };
}

const titles = (changes: Partial<Story>): string[] =>
  tellStory(story(changes), NOW).past.flatMap((entry) => (entry.kind === 'event' ? [entry.title] : []));

describe('the story of a booking', () => {
  it('tells in the order of time what came, what was said, and what is ahead', () => {
    const reminder = message({
      id: 'n2',
      status: 'pending',
      state: 'pending',
      sent_at: null,
      scheduled_for: '2026-12-02T12:00:00Z',
    });
    const { past, ahead } = tellStory(story({ notifications: [reminder, message({})] }), NOW);
    expect(past.map(({ kind }) => kind)).toEqual(['event', 'message']);
    expect(ahead.map(({ key }) => key)).toEqual(['n2', 'start']);
  });

  it('keeps a message that is overdue among what is ahead', () => {
    const late = message({ status: 'pending', state: 'pending', sent_at: null });
    expect(tellStory(story({ notifications: [late] }), NOW).ahead.map(({ key }) => key)).toEqual(['n1', 'start']);
  });

  it('tells apart what was planned for later and does not go out any more', () => {
    const later = { scheduled_for: '2026-12-02T12:00:00Z', sent_at: null } as const;
    const { past, ahead, dropped } = tellStory(
      story({ notifications: [message({ ...later, status: 'cancelled', state: 'cancelled' })] }),
      NOW,
    );
    expect([past, ahead, dropped].map((entries) => entries.map(({ key }) => key))).toEqual([
      ['evt-1 0'],
      ['start'],
      ['n1'],
    ]);
  });

  it('says of news that came late or again that nobody was told', () => {
    expect(
      titles({
        events: [
          { ...EVENT, outcome: 'duplicate', received_at: '2026-11-28T10:02:00Z' },
          { ...EVENT, outcome: 'duplicate', received_at: '2026-11-28T10:01:00Z' },
          EVENT,
          { ...EVENT, event_id: 'evt-0', outcome: 'stale', received_at: '2026-11-28T10:03:00Z' },
        ],
      }),
    ).toEqual([
      'The booking came in',
      'The same news came again, 2 times: the booking came in',
      'Old news came late: the booking came in',
    ]);
  });

  it('has no start once the booking is cancelled', () => {
    expect(tellStory(story({ status: 'cancelled' }), NOW).ahead).toEqual([]);
    expect(bookingStatusText('no_show')).toBe('the client did not come');
  });
});
