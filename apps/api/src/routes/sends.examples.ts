import type { SendNotification } from '@booking/notifications-core';

const context = { service_name: 'Haircut', appointment_date: 'December 1, 2026', appointment_time: '2:00 PM' };

const TO_RECIPIENT: SendNotification = {
  recipient: { id: 'user-1', name: 'John Doe', email: 'john@example.com', phone: '+12025550123' },
  template_name: 'appointment_confirmation',
  context,
  urgent: true,
};

const TO_USER: SendNotification = {
  user_id: 'user-1',
  template_name: 'appointment_reminder',
  context: { ...context, hours_until: 24 },
  channels: ['email'],
};

/** A request has either `user_id` or `recipient`, so an example made of all fields would be refused. */
export const SEND_EXAMPLES = {
  recipient: { summary: 'To somebody with these details, at once', value: TO_RECIPIENT },
  user: { summary: 'To somebody who is known, by email only', value: TO_USER },
};
