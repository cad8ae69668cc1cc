/** Why a message was not planned, in words for people. A reason without words is shown as it is. */
const WORDS: Readonly<Record<string, string>> = {
  past_due: 'its time has passed',
  stale: 'something newer is known of this booking',
  duplicate: 'the client was told so already, or will be',
  unchanged: 'neither the time nor its zone has changed',
  too_soon: 'it would follow the confirmation too soon (REMINDER_MIN_GAP_MINUTES)',
  no_address: 'the client has no address for it',
  preference_off: 'the client does not want it',
  suppressed: 'the address has opted out, or bounced',
  country_not_allowed: 'SMS_ALLOWED_COUNTRIES lacks its country',
  missing_variables: 'the event lacks something that the template needs',
  booking_cancelled: 'the booking is cancelled',
};

export function reasonInWords(reason: string): string {
  const words = WORDS[reason];
  return words === undefined ? reason : `${reason}: ${words}`;
}
