import { readAddresses } from '../eligibility/addresses.js';
import type { Told } from '../eligibility/may-be-told.js';
import { appointmentContext } from './facts.js';
import type { Appointment } from '../domain/booking.js';
import type { TemplateContext } from '../domain/notification.js';
import { readerLocale } from '../domain/preferences.js';
import type { Known, PlanPolicy } from '../domain/plan.js';

/** Everything that stays the same while one appointment is planned. */
export interface Subject extends Told {
  readonly appointment: Appointment;
  readonly revision: number;
  readonly known: Known;
  readonly policy: PlanPolicy;
  readonly reader: Reader;
  /** The variables of the appointment, with dates and times written for a locale. */
  readonly facts: (locale: string) => TemplateContext;
}

/** The person who reads the message. */
export interface Reader {
  readonly name: string | null;
  readonly locale: string;
  readonly timezone: string | null;
  /** ISO code of their phone number. `null`: not known. */
  readonly country: string | null;
}

/** @param appointment with the client's details from now on. */
export function subjectOf(appointment: Appointment, revision: number, known: Known, policy: PlanPolicy): Subject {
  const { client } = appointment;
  const { preferences } = known;
  const addresses = readAddresses(client, policy);
  const { sms } = addresses;
  const reader: Reader = {
    name: client.name,
    locale: readerLocale(preferences, client, policy.defaultLocale),
    timezone: preferences.timezone ?? client.timezone,
    country: sms?.ok === true && 'country' in sms ? sms.country : null,
  };
  const written = new Map<string, TemplateContext>();
  return {
    appointment,
    revision,
    known,
    policy,
    reader,
    preferences,
    addresses,
    suppressed: known.suppressed,
    facts: (locale) => {
      const found = written.get(locale) ?? appointmentContext(appointment, { ...reader, locale }, policy.now);
      written.set(locale, found);
      return found;
    },
  };
}
