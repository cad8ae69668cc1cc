import { createHash, randomUUID } from 'node:crypto';

/** What may be chosen of a sample booking. Whatever is left out has an everyday value. */
export interface SampleChoices {
  readonly type?: string | undefined;
  readonly eventId?: string | undefined;
  /** Id of the appointment. Default: a new one. */
  readonly appointment?: string | undefined;
  readonly status?: string | undefined;
  readonly service?: string | undefined;
  /** As in an event: an instant, or local time in `timezone`. Default: 14:00 some days ahead. */
  readonly startsAt?: string | undefined;
  readonly timezone?: string | undefined;
  readonly clientId?: string | undefined;
  readonly clientName?: string | undefined;
  readonly clientLocale?: string | undefined;
  /** `null`: the client has none. */
  readonly clientEmail?: string | null | undefined;
  /** `null`: the client has none. */
  readonly clientPhone?: string | null | undefined;
  readonly cancelledBy?: string | undefined;
  readonly reason?: string | undefined;
}

export interface SampleBooking {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly data: {
    readonly appointment: {
      readonly id: string;
      readonly starts_at: string;
      readonly timezone: string;
      readonly service_name: string;
      readonly client: { readonly id: string; readonly name: string; readonly email?: string; readonly phone?: string };
      readonly [detail: string]: unknown;
    };
    readonly previous?: { readonly starts_at: string };
    readonly cancellation?: Readonly<Record<string, string>>;
  };
}

/** Far enough ahead for the default reminders. */
const DAYS_AHEAD = 3;
/** A booking that is moved goes to the day after, at another hour. */
const MOVED_DAYS_AHEAD = 4;
const ZONE = 'America/New_York';
const SAMPLE_EMAIL = 'john@example.com';
/** Numbers 555-01xx belong to nobody. */
const SAMPLE_PHONE = '+12025550123';

/** An event about a new booking each time, unless `appointment` names one. Nothing in it needs quoting for a shell. */
export function sampleBooking(now: Date, choices: SampleChoices = {}): SampleBooking {
  const { type = 'booking.created', appointment, timezone = ZONE, status, clientLocale } = choices;
  const random = randomUUID().slice(0, 8);
  const moved = type === 'booking.rescheduled';
  return {
    specversion: '1.0',
    id: choices.eventId ?? `evt-${random}`,
    source: '/booking-service',
    type,
    time: now.toISOString(),
    data: {
      appointment: {
        id: appointment ?? `apt-${random}`,
        ...(status === undefined ? {} : { status }),
        starts_at:
          choices.startsAt ?? (moved ? onDay(now, MOVED_DAYS_AHEAD, '16:30') : onDay(now, DAYS_AHEAD, '14:00')),
        timezone,
        duration_minutes: 45,
        service_name: choices.service ?? 'Haircut',
        price: 50,
        currency: 'USD',
        barber_name: 'Sam',
        client: { ...clientOf(choices), ...(clientLocale === undefined ? {} : { locale: clientLocale }) },
        business: { name: '6FB Barbershop', address: '1 Main St', phone: '+12025550100' },
      },
      // Of an appointment that is known, the service knows the time before.
      ...(moved && appointment === undefined ? { previous: { starts_at: onDay(now, DAYS_AHEAD, '14:00') } } : {}),
      ...(type === 'booking.cancelled' ? { cancellation: cancellationOf(now, choices) } : {}),
    },
  };
}

function onDay(now: Date, days: number, time: string): string {
  const day = new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
  return `${day}T${time}:00`;
}

function clientOf(choices: SampleChoices): SampleBooking['data']['appointment']['client'] {
  const { clientEmail: email = SAMPLE_EMAIL, clientPhone: phone = SAMPLE_PHONE } = choices;
  return {
    id: choices.clientId ?? personAt(email, phone),
    name: choices.clientName ?? 'John Doe',
    ...(email === null ? {} : { email }),
    ...(phone === null ? {} : { phone }),
  };
}

/** Other addresses are another person's: events change the contact details of the one that they name. */
function personAt(email: string | null, phone: string | null): string {
  if (email === SAMPLE_EMAIL && phone === SAMPLE_PHONE) return 'user-1';
  const hash = createHash('sha256')
    .update(JSON.stringify([email, phone]))
    .digest('hex');
  return `user-${hash.slice(0, 8)}`;
}

function cancellationOf(now: Date, { cancelledBy = 'client', reason }: SampleChoices): Record<string, string> {
  return {
    cancelled_by: cancelledBy,
    cancelled_at: now.toISOString(),
    ...(reason === undefined ? {} : { reason }),
  };
}
