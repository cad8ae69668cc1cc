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

/** The appointment as stored: the newest event before this one wrote it. */
export interface KnownAppointment {
  readonly revision: number;
  readonly version: number | null;
  readonly occurredAt: Date | null;
  readonly status: AppointmentStatus;
  readonly start: WallTime;
  readonly clientId: string;
}

/** A row that the appointment already has, or had: one that was cleaned up is remembered without its content. */
export interface KnownNotification {
  readonly id: string;
  readonly userId: string;
  readonly templateName: string;
  readonly channel: Channel;
  readonly state: State;
  readonly reason: Reason | null;
  readonly dedupeKey: string;
  readonly hoursUntil: number | null;
  /** The earliest time for the next try. Once it was sent: about when that was. */
  readonly dueAt: Date;
  /** How often nobody could say whether it had arrived. While it is above 0, it may have. */
  readonly doubts: number;
  /**
   * The appointment's revision that it tells of. `null`: it was sent on request, not planned by an event. Planning
   * leaves that alone: only a cancelled booking ends it.
   */
  readonly revision: number | null;
  readonly context: TemplateContext;
}

export interface Known {
  readonly appointment: KnownAppointment | null;
  readonly notifications: readonly KnownNotification[];
  /** The client as stored. Details in the event win over it. */
  readonly client: Client | null;
  /** The client was erased, and nothing newer has named them since. Default: false. */
  readonly erased?: boolean;
  readonly preferences: PreferenceRules;
  /** `channel:address` of everything that must not be written to. */
  readonly suppressed: Pick<ReadonlySet<string>, 'has'>;
}

export interface PlanPolicy {
  readonly now: Date;
  /** ISO codes of the countries that SMS may go to. */
  readonly allowedCountries: readonly string[];
  /** ISO code of the country whose national numbers are understood. */
  readonly homeCountry: string;
  readonly defaultLocale: string;
  /** A reminder that would follow its booking's confirmation within this time is not planned. */
  readonly reminderMinGapMs: number;
  /** Makes a UUIDv7. Passed in, so that planning stays a pure function of its arguments. */
  readonly newId: () => string;
  /** The active template for a reader of this locale. `undefined`: there is none. */
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
  /** That of the row that it would have been. */
  readonly dedupeKey: string;
  readonly reason: SkipReason;
}

/** A planned row that stays, with the details of the newest snapshot. */
export interface Refreshed {
  readonly id: string;
  readonly revision: number;
  readonly address: string;
  readonly locale: string;
  readonly context: TemplateContext;
  /** `null`: the time stays as it is. */
  readonly scheduledFor: Date | null;
  readonly expiresAt: Date;
}

/** What planning changes in the rows of an appointment, and why it skipped the rest. */
export interface PlanChange {
  readonly insert: readonly PlannedNotification[];
  readonly refresh: readonly Refreshed[];
  readonly cancel: readonly Cancelled[];
  readonly skipped: readonly Skipped[];
}

/** A row that planning withdraws. */
export interface Cancelled {
  readonly id: string;
  readonly reason: Reason;
}

export interface Plan extends PlanChange {
  /** The appointment to store. `null`: the event is stale, and nothing is stored. */
  readonly appointment: (KnownAppointment & { readonly snapshot: Appointment; readonly isNew: boolean }) | null;
  /** The client's details from now on. `null`: none are known, and none are stored. */
  readonly client: Client | null;
}
