import { readAppointments } from '../db/bookings.js';
import type { Claimed } from '../db/notifications/claimed.js';
import type { Facts } from '../delivery/renew.js';
import { readKnownRecipients } from '../eligibility/known-recipients.js';
import type { Services } from '../services/services.js';
import { freshContext } from './refresh.js';
import { subjectOf } from './subject.js';
import { planPolicy } from './write.js';

type Planned = Pick<
  Claimed,
  'appointmentId' | 'appointmentRevision' | 'userId' | 'channel' | 'templateName' | 'context' | 'now'
>;

/**
 * What planned messages say now: the facts of their booking and their reader's language. A row that a worker holds is
 * not refreshed by planning, so it is asked for here when it is tried again.
 * @returns one answer for each row. `null`: its booking is gone, was erased, or is at another revision. An error: its
 * booking cannot be read.
 */
export async function factsNow(services: Services, rows: readonly Planned[]): Promise<(Facts | null | Error)[]> {
  const { config, dataSource } = services;
  const ids = [...new Set(rows.flatMap(({ appointmentId }) => appointmentId ?? []))];
  const appointments = new Map((await readAppointments(dataSource, ids)).map((found) => [found.id, found]));
  const people = await readKnownRecipients(
    dataSource,
    config,
    [...appointments.values()].map(({ snapshot }) => ({ id: snapshot.client.id })),
  );
  return rows.map((row) => {
    const appointment = appointments.get(row.appointmentId ?? '');
    if (appointment?.revision !== row.appointmentRevision || appointment.snapshot.client.id !== row.userId) return null;
    const { snapshot, revision } = appointment;
    const { client, preferences } = people.of(row.userId);
    const known = { appointment, notifications: [], client, preferences, suppressed: people.suppressed };
    try {
      const subject = subjectOf(
        { ...snapshot, client: client ?? snapshot.client },
        revision,
        known,
        planPolicy(services, row.now),
      );
      return { locale: subject.reader.locale, context: freshContext(row, subject) };
    } catch (error) {
      return error as Error;
    }
  });
}
