import type { SampleBooking } from '../samples/booking.js';
import { minuteOf } from './instants.js';
import { printable } from './printable.js';
import { reasonInWords } from './reasons.js';
import { printTable, type Row } from './table.js';
import { dim, line, step } from './terminal.js';

/** The API's answer to one booking event. */
export interface EventAnswer {
  readonly duplicate: boolean;
  readonly notifications: readonly {
    readonly notification_type: string;
    readonly template_name: string;
    readonly status: string;
    readonly scheduled_for: string;
    /** Of one that failed as soon as it was planned. */
    readonly reason?: string | null;
    readonly error_message?: string | null;
  }[];
  readonly skipped: readonly {
    readonly notification_type: string;
    readonly template_name: string;
    readonly hours_until: number | null;
    readonly reason: string;
  }[];
}

/** Prints what an event led to, and what may be tried next. */
export function printAnswer(event: SampleBooking, answer: EventAnswer, clientOptions: string): void {
  const { appointment } = event.data;
  const { id, service_name, starts_at, timezone, client } = appointment;
  const start = /(Z|[+-]\d{2}:\d{2})$/.test(starts_at)
    ? `${minuteOf(new Date(starts_at).toISOString())} UTC`
    : `${minuteOf(starts_at)} ${timezone}`;
  step('Posted', `${event.type} of ${printable(id)}`);
  line(`  ${printable(service_name)}, ${start}`);
  line(
    `  ${[client.id, client.name, client.email, client.phone]
      .filter((part) => part !== undefined)
      .map((part) => printable(part))
      .join(', ')}`,
  );
  if (answer.duplicate) line(dim('  This event was known: the first answer is given again, and nothing happens.'));
  line();
  printPlanned(answer);
  printSkipped(answer);
  printNext(event, clientOptions);
}

function printPlanned({ notifications }: EventAnswer): void {
  if (notifications.length === 0) {
    line(dim('Nothing is planned.'));
    return;
  }
  const rows = notifications.map(({ template_name, notification_type, status, scheduled_for, ...failure }): Row => {
    const why = [failure.reason, failure.error_message].filter((part) => part !== undefined && part !== null);
    return {
      cells: [`${template_name} (${notification_type})`, minuteOf(scheduled_for), status],
      ...(why.length === 0 ? {} : { note: printable(why.join(': '), 200) }),
    };
  });
  printTable(['planned', 'when (UTC)', 'status'], rows);
}

function printSkipped({ skipped }: EventAnswer): void {
  if (skipped.length === 0) return;
  line();
  const rows = skipped.map(({ template_name, notification_type, hours_until, reason }): Row => {
    const before = hours_until === null ? '' : `, ${hours_until} h before`;
    return { cells: [`${template_name} (${notification_type})${before}`, reasonInWords(reason)] };
  });
  printTable(['not planned', 'because'], rows);
}

function printNext({ type, data }: SampleBooking, clientOptions: string): void {
  const about = `--appointment ${data.appointment.id}${clientOptions}`;
  line();
  line(`npm run notify -- messages   ${dim('what went out')}`);
  if (type !== 'booking.cancelled')
    for (const next of ['booking.rescheduled', 'booking.cancelled']) line(`npm run notify -- event ${next} ${about}`);
}
