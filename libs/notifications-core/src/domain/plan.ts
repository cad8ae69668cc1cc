import type { Appointment, AppointmentStatus, Client } from './booking.js';
import type {
  Channel,
  PlannedNotification,
  Reason,
  SkipReason,
  State,
  TemplateCategory,
  TemplateContext,
} from './notification.js';
import type { PreferenceRules } from './preferences.js';
import type { WallTime } from './wall-time.js';

/** The appointment as the newest event before this one left it. */
export interface KnownAppointment {
  readonly revision: number;
  readonly version: number | null;
  readonly occurredAt: Date | null;
  readonly status: AppointmentStatus;
  readonly start: WallTime;
}

/** A row that the appointment already has. */
export interface KnownNotification {
  readonly id: string;
  readonly userId: string;
  readonly templateName: string;
  readonly channel: Channel;
  readonly state: State;
  readonly reason: Reason | null;
  readonly dedupeKey: string;
  readonly hoursUntil: number | null;
  /** When it may go out next. */
  readonly dueAt: Date;
  /** Somebody asked for it, no event planned it: planning leaves it alone, and only a cancel ends it. */
  readonly isDirect: boolean;
  readonly context: TemplateContext;
}

export interface Known {
  readonly appointment: KnownAppointment | null;
  readonly notifications: readonly KnownNotification[];
  /** The client as stored; what the event says goes before it. */
  readonly client: Client | null;
  /** They were erased, and nothing newer has told of them since. Default false. */
  readonly erased?: boolean;
  readonly preferences: PreferenceRules;
  /** `channel:address` of everything that must not be written to. */
  readonly suppressed: Pick<ReadonlySet<string>, 'has'>;
}

export interface PlanPolicy {
  readonly now: Date;
  readonly allowedCountries: readonly string[];
  readonly defaultLocale: string;
  /** UUIDv7, given in so that planning stays a function of its arguments. */
  readonly newId: () => string;
  /** The active template that a reader of this locale gets, or `undefined` when there is none. */
  readonly template: (
    name: string,
    channel: Channel,
    locale: string,
  ) => { readonly category: TemplateCategory; readonly locale: string } | undefined;
}

export interface Skipped {
  readonly templateName: string;
  readonly channel: Channel;
  readonly hoursUntil: number | null;
  readonly reason: SkipReason;
}

/** A row that stays planned, brought up to date with the newest snapshot. */
export interface Refreshed {
  readonly id: string;
  readonly revision: number;
  readonly address: string;
  readonly locale: string;
  readonly context: TemplateContext;
  /** `null`: unchanged. */
  readonly scheduledFor: Date | null;
}

/** What planning does to the rows of an appointment, and why it does not do more. */
export interface PlanChange {
  readonly insert: readonly PlannedNotification[];
  readonly refresh: readonly Refreshed[];
  readonly cancel: readonly Cancelled[];
  readonly skipped: readonly Skipped[];
}

/** A row that is taken out of the plan. */
export interface Cancelled {
  readonly id: string;
  readonly reason: Reason;
}

export interface Plan extends PlanChange {
  /** What to remember of the appointment; `null` when the event was older than what is known. */
  readonly appointment: (KnownAppointment & { readonly snapshot: Appointment; readonly isNew: boolean }) | null;
  /** The client's details as they are from now on; `null`: nothing is known of them, and nothing is to be stored. */
  readonly client: Client | null;
}
