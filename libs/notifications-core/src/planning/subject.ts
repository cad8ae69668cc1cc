import { canonicalAddress } from '../eligibility/addresses.js';
import { appointmentContext } from './facts.js';
import type { Appointment } from '../domain/booking.js';
import type { Channel, TemplateContext } from '../domain/notification.js';
import type { Known, PlanPolicy } from '../domain/plan.js';

/** Everything that is fixed while one appointment is planned, worked out once. */
export interface Subject {
  readonly appointment: Appointment;
  readonly revision: number;
  readonly known: Known;
  readonly policy: PlanPolicy;
  readonly reader: Reader;
  /** Where the client can be reached, or why not; `null`: no address. */
  readonly addresses: Readonly<Record<Channel, ReturnType<typeof canonicalAddress> | null>>;
  /** The variables of the appointment, with dates and times written for a locale. */
  readonly facts: (locale: string) => TemplateContext;
}

/** Who will read it. */
export interface Reader {
  readonly name: string | null;
  readonly locale: string;
  readonly timezone: string | null;
}

/** @param appointment with the client's details as they are from now on. */
export function subjectOf(appointment: Appointment, revision: number, known: Known, policy: PlanPolicy): Subject {
  const { client } = appointment;
  const { preferences } = known;
  const reader: Reader = {
    name: client.name,
    locale: preferences.locale ?? client.locale ?? policy.defaultLocale,
    timezone: preferences.timezone ?? client.timezone,
  };
  const address = (channel: Channel, raw: string | null): Subject['addresses'][Channel] =>
    raw === null ? null : canonicalAddress(channel, raw, policy.allowedCountries);
  const written = new Map<string, TemplateContext>();
  return {
    appointment,
    revision,
    known,
    policy,
    reader,
    addresses: { email: address('email', client.email), sms: address('sms', client.phone) },
    facts: (locale) => {
      const found = written.get(locale) ?? appointmentContext(appointment, { ...reader, locale }, policy.now);
      written.set(locale, found);
      return found;
    },
  };
}
