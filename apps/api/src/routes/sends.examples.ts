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

/** Of `user_id` and `recipient` a request has one: no example put together from all fields would be taken. */
export const SEND_EXAMPLES = {
  recipient: { summary: 'To somebody with these details, at once', value: TO_RECIPIENT },
  user: { summary: 'To somebody who is known, by email only', value: TO_USER },
};
