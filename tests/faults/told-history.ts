import { appointment, event, type BookingEvent, type Client, type EventType } from '../support/bookings.js';
import type { Random } from './seed.js';
import { instantOf, localTime } from './wall-clock.js';

/** One version of a booking, as the platform tells of it. */
export interface Version {
  readonly number: number;
  readonly type: EventType;
  readonly status: 'pending' | 'confirmed';
  /** Epoch milliseconds. */
  readonly startsAt: number;
  readonly zone: string;
  readonly serviceName: string;
  readonly barberName: string;
}

/** All versions of one booking, oldest first, and what orders them: the platform's own count, or the time of events. */
export interface History {
  readonly orderedBy: 'version' | 'time';
  readonly versions: readonly Version[];
}

const ZONES = ['America/New_York', 'America/Los_Angeles', 'Europe/London', 'Asia/Kolkata', 'Australia/Lord_Howe'];
const SERVICES = ['Haircut', 'Beard trim', 'Hot towel shave', 'Colour', 'Fade'];
const BARBERS = ['Sam', 'Alex', 'Noor', 'Kim'];
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** So that no reminder is due while the row runs. */
const FIRST_DAY = 10;
const LAST_DAY = 200;

/** A booking that is asked for or confirmed, moves, changes its details, is cancelled and sometimes comes back. */
export function drawHistory(random: Random, now: number): History {
  const start = (): Pick<Version, 'startsAt' | 'zone'> => {
    const zone = random.pick(ZONES);
    const day = localTime(now + random.between(FIRST_DAY, LAST_DAY) * DAY_MS, zone).slice(0, 10);
    const time = `${String(random.between(8, 19)).padStart(2, '0')}:${random.pick(['00', '15', '30', '45'])}`;
    return { startsAt: instantOf(`${day}T${time}`, zone), zone };
  };
  const details = () => ({ serviceName: random.pick(SERVICES), barberName: random.pick(BARBERS) });
  const status = random.chance(0.3) ? 'pending' : 'confirmed';
  const versions: Version[] = [{ number: 1, type: 'booking.created', status, ...start(), ...details() }];
  for (let number = 2, last = random.between(1, 5); number <= last; number += 1)
    versions.push(next(random, number, versions.at(-1)!, start, details));
  return { orderedBy: random.chance(0.7) ? 'version' : 'time', versions };
}

function next(
  random: Random,
  number: number,
  before: Version,
  start: () => Pick<Version, 'startsAt' | 'zone'>,
  details: () => Pick<Version, 'serviceName' | 'barberName'>,
): Version {
  switch (random.pick(['yes', 'move', 'move', 'details', 'cancel'] as const)) {
    case 'yes':
      return { ...before, number, type: 'booking.confirmed', status: 'confirmed' };
    case 'move':
      return { ...before, number, type: 'booking.rescheduled', ...standing(before), ...start() };
    case 'details':
      return { ...before, number, type: 'booking.rescheduled', ...standing(before), ...details() };
    case 'cancel':
      return { ...before, number, type: 'booking.cancelled' };
  }
}

/** A cancelled booking that moves stands again. */
function standing({ type, status }: Version): Pick<Version, 'status'> {
  return { status: type === 'booking.cancelled' ? 'confirmed' : status };
}

/** One booking that had this history; `copy` tells it from others that had the same. */
export interface Telling {
  readonly appointmentId: string;
  readonly history: History;
  readonly client: Client;
}

const COPIES = 5;
const EPOCH = Date.parse('2026-01-01T00:00:00Z');

/** Every event of a booking five times: four times as it was, and once under another id. */
export function eventsOf({ appointmentId, history, client }: Telling): BookingEvent[] {
  return history.versions.flatMap((version) => {
    const told = (): BookingEvent => eventOf(appointmentId, client, version, history.orderedBy);
    return [...Array<BookingEvent>(COPIES - 1).fill(told()), told()];
  });
}

function eventOf(id: string, client: Client, version: Version, orderedBy: History['orderedBy']): BookingEvent {
  const { number, type, status, startsAt, zone, serviceName, barberName } = version;
  const { version: _, ...about } = appointment({
    id,
    client,
    status,
    starts_at: localTime(startsAt, zone),
    timezone: zone,
    service_name: serviceName,
    barber_name: barberName,
  });
  return orderedBy === 'version'
    ? event(type, { ...about, version: number })
    : { ...event(type, about), time: new Date(EPOCH + number * MINUTE_MS).toISOString() };
}
