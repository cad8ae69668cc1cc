/** A person as the booking platform knows them. */
export interface Client {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  readonly phone?: string;
  readonly timezone?: string;
}

/** An appointment as events carry it. */
export interface Appointment {
  readonly id: string;
  readonly version?: number;
  readonly status?: 'pending' | 'confirmed';
  readonly starts_at: string;
  readonly timezone?: string;
  readonly service_name: string;
  readonly client: Client;
  readonly [more: string]: unknown;
}

export type EventType = 'booking.created' | 'booking.confirmed' | 'booking.rescheduled' | 'booking.cancelled';

export interface BookingEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: EventType;
  readonly time?: string;
  readonly data: Readonly<Record<string, unknown>> & { readonly appointment: Appointment };
}

let made = 0;

/** Far enough away that its reminders are never due: a Monday afternoon at the shop. */
export const STARTS_AT = '2031-12-01T14:00:00-05:00';

/** 555-01xx of any of them is kept for examples. */
const AREAS = [202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219];

/** Somebody new, with an address and (as long as they last) a number that nobody else has. */
export function client(over: Partial<Client> = {}): Client {
  made += 1;
  const area = AREAS[Math.floor(made / 100) % AREAS.length]!;
  return {
    id: `user-${made}`,
    name: 'John Doe',
    email: `john.${made}@example.com`,
    phone: `+1${area}55501${String(made % 100).padStart(2, '0')}`,
    ...over,
  };
}

/** Somebody new who has no phone. */
export function clientByEmail() {
  const { id, name, email } = client();
  return { id, name, email: email! };
}

/** Somebody new who has no email address. */
export function clientBySms() {
  const { id, name, phone } = client();
  return { id, name, phone: phone! };
}

/** A new appointment of somebody new, unless told otherwise. */
export function appointment(over: Partial<Appointment> = {}): Appointment {
  const { client: who = client(), ...rest } = over;
  made += 1;
  return {
    id: `apt-${made}`,
    version: 1,
    status: 'confirmed',
    starts_at: STARTS_AT,
    timezone: 'America/New_York',
    duration_minutes: 45,
    service_name: 'Haircut',
    price: 50,
    currency: 'USD',
    barber_name: 'Sam',
    client: who,
    business: { name: '6FB Barbershop', address: '1 Main St', phone: '+12025550100' },
    ...rest,
  };
}

/** The CloudEvent that tells of it; every call makes another event. */
export function event(type: EventType, about: Appointment, more: Readonly<Record<string, unknown>> = {}): BookingEvent {
  made += 1;
  return {
    specversion: '1.0',
    id: `evt-${made}`,
    source: '/booking-service',
    type,
    data: { appointment: about, ...more },
  };
}
