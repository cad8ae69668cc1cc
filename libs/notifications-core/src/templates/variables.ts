/** One variable that a template may use. */
export interface TemplateVariable {
  readonly meaning: string;
  /** A value as planning makes it. Previews use it. */
  readonly example: string | number;
  /** The shipped templates that use it. */
  readonly usedIn: 'all' | 'sms' | 'appointments' | 'reminder' | 'cancellation' | 'rescheduled' | 'marketing';
  /** Not every message has it, so a template must read well without it. */
  readonly optional: boolean;
}

const variable = <Example extends string | number>(
  usedIn: TemplateVariable['usedIn'],
  example: Example,
  meaning: string,
  presence: 'always' | 'optional' = 'optional',
): TemplateVariable & { readonly example: Example } => ({
  meaning,
  example,
  usedIn,
  optional: presence === 'optional',
});

/** The reference of variables. A direct send may give others too. */
export const TEMPLATE_VARIABLES = {
  client_name: variable('all', 'John Doe', "Client's full name", 'always'),
  business_name: variable('all', '6FB Barbershop', 'Name of the business', 'always'),
  business_address: variable('all', '1 Main St', 'Address of the business'),
  business_phone: variable('all', '+12025550100', 'Phone number of the business, to dial'),
  business_phone_text: variable('all', '(202) 555-0100', 'The same as people write it'),
  current_year: variable('all', 2026, 'Current year', 'always'),
  business_logo_url: variable(
    'all',
    'https://example.com/logo.png',
    'Logo of the shop, of the setting `BUSINESS_LOGO_URL`; filled by us in every text',
  ),
  preferences_url: variable(
    'all',
    'https://example.com/preferences',
    'Where the reader chooses what to receive, how and when; filled by us in every text',
  ),
  service_name: variable('appointments', 'Haircut', 'Name of the booked service', 'always'),
  appointment_date: variable('appointments', 'December 1, 2026', 'Date at the venue', 'always'),
  appointment_day: variable('appointments', 'Tuesday, December 1, 2026', 'The same with its weekday'),
  appointment_day_short: variable(
    'appointments',
    'Tue Dec 1',
    'The same for an SMS; with the year where it is far away',
  ),
  appointment_time: variable('appointments', '2:00 PM', 'Time at the venue', 'always'),
  appointment_timezone: variable(
    'appointments',
    'EST',
    "Zone of the venue, when the reader's clock differs from it; always where only an offset is known",
  ),
  duration: variable('appointments', 45, 'Length in minutes'),
  price: variable('appointments', '50.00', 'Price with the decimals of its currency, two without one'),
  price_text: variable('appointments', '$50.00', 'The same as people write it'),
  currency: variable('appointments', 'USD', 'ISO code of the price and the refund'),
  barber_name: variable('appointments', 'Sam', 'Who does it'),
  cancellation_policy: variable('appointments', 'Free up to 24 h before.', 'Cancellation policy'),
  manage_url: variable('appointments', 'https://example.com/b/1', 'Where the client sees and changes the booking'),
  reschedule_url: variable('appointments', 'https://example.com/b/1/move', 'Where the client chooses another time'),
  cancel_url: variable('appointments', 'https://example.com/b/1/cancel', 'Where the client cancels'),
  book_new_url: variable('appointments', 'https://example.com/book', 'Where to book again'),
  hours_until: variable('reminder', 24, 'Hours until the appointment, at least 1', 'always'),
  minutes_until: variable('reminder', 45, 'Minutes until the appointment, when less than an hour is left'),
  cancelled_by: variable('cancellation', 'client', '`client` or `business`'),
  cancellation_reason: variable('cancellation', 'Change of plans', 'Why it was cancelled'),
  cancellation_date: variable('cancellation', 'November 30, 2026', 'When it was cancelled'),
  refund_amount: variable('cancellation', '25.00', 'Refund, with the decimals of its currency; only if there is one'),
  refund_text: variable('cancellation', '$25.00', 'The same as people write it'),
  refund_method: variable('cancellation', 'your original payment method', 'Where the refund goes'),
  refund_timeframe: variable('cancellation', '5-7 days', 'How long the refund takes'),
  compensation_offered: variable('cancellation', '10% off your next visit', 'What the business offers instead'),
  old_appointment_date: variable('rescheduled', 'November 30, 2026', 'Date before the change'),
  old_appointment_day: variable('rescheduled', 'Monday, November 30, 2026', 'The same with its weekday'),
  old_appointment_day_short: variable('rescheduled', 'Mon Nov 30', 'The same for an SMS'),
  old_appointment_time: variable('rescheduled', '10:00 AM', 'Time before the change'),
  old_appointment_timezone: variable('rescheduled', 'CST', 'Its zone, where it must be named and is another'),
  new_appointment_date: variable('rescheduled', 'December 1, 2026', 'Date after the change'),
  new_appointment_day: variable('rescheduled', 'Tuesday, December 1, 2026', 'The same with its weekday'),
  new_appointment_day_short: variable('rescheduled', 'Tue Dec 1', 'The same for an SMS'),
  new_appointment_time: variable('rescheduled', '2:00 PM', 'Time after the change'),
  headline: variable('marketing', 'Two chairs, one price', 'Heading of the announcement', 'always'),
  message: variable(
    'marketing',
    'Bring a friend this month and you both pay half.',
    'Text of the announcement',
    'always',
  ),
  cta_url: variable('marketing', 'https://example.com/offer', 'Where the button leads'),
  cta_label: variable('marketing', 'Book for two', 'What the button says'),
  unsubscribe_url: variable(
    'marketing',
    'https://example.com/unsubscribe',
    'Where the reader ends marketing on this channel; filled by us in every text of the category `marketing`',
  ),
  tight: variable('sms', 'yes', 'Set where the text would take more than one segment: leave out what can be spared'),
  tighter: variable('sms', 'yes', 'Set where that did not do: leave out more'),
  tightest: variable('sms', 'yes', 'Set where that did not do either: leave only what the message is about'),
} as const satisfies Record<string, TemplateVariable>;

/**
 * Every variable that a message can bring, with its example: for previews without a context. A reminder tells minutes
 * only in its last hour, and the logo is that of the settings.
 */
export const EXAMPLE_CONTEXT: Readonly<Record<string, string | number>> = Object.fromEntries(
  Object.entries(TEMPLATE_VARIABLES)
    .filter(([name, { usedIn }]) => usedIn !== 'sms' && name !== 'minutes_until' && name !== 'business_logo_url')
    .map(([name, { example }]) => [name, example]),
);
