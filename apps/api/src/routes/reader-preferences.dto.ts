type OnOff = 'on' | 'off';

/**
 * What the page sends. A field that is not there changes nothing. Where one comes twice, the last one counts, as HTML
 * wants it for boxes that may be ticked.
 */
export class PreferencesForm {
  /** Off: no email at all. */
  email_enabled?: OnOff;
  email_appointment_confirmation?: OnOff;
  email_appointment_reminder?: OnOff;
  /** Cancelled and rescheduled appointments. */
  email_appointment_changes?: OnOff;
  email_marketing?: OnOff;
  /** Off: no SMS at all. */
  sms_enabled?: OnOff;
  sms_appointment_confirmation?: OnOff;
  sms_appointment_reminder?: OnOff;
  /** Cancelled and rescheduled appointments. */
  sms_appointment_changes?: OnOff;
  sms_marketing?: OnOff;
  /**
   * Hours before the appointment: up to 10 different whole numbers from 1 to 720, with commas between them.
   * @example "24, 2"
   */
  reminder_hours?: string;
  quiet_hours_enabled?: OnOff;
  /** @example "22:00" */
  quiet_hours_start?: string;
  /** @example "08:00" */
  quiet_hours_end?: string;
}
