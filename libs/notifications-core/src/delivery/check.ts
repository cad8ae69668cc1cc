import type { ChannelGate } from '../providers/channel-gate.js';
import type { Config } from '../config/config.js';
import type { Claimed } from '../db/notifications/claimed.js';
import type { Reason } from '../domain/notification.js';
import { defaultPreferences, outsideQuietHours, readerZone, wants } from '../domain/preferences.js';
import type { Providers } from '../providers/registry.js';
import type { CompiledTemplate } from '../templates/render.js';

/** What becomes of a claimed notification before anything is sent. */
export type Verdict =
  | { readonly do: 'send'; readonly template: CompiledTemplate; readonly probe: boolean }
  | { readonly do: 'cancel'; readonly reason: Reason }
  | { readonly do: 'fail'; readonly reason: Reason; readonly message: string }
  /** Back to waiting, without using up a try. `waitMs` null: until the channel is there. */
  | { readonly do: 'wait'; readonly reason: Reason | null; readonly waitMs: number | null };

/** Why what was planned does not hold any more: too late by now, or its booking was cancelled or has moved on. */
export function overtaken(
  row: Pick<
    Claimed,
    | 'expiresAt'
    | 'now'
    | 'appointmentRevision'
    | 'currentRevision'
    | 'appointmentStatus'
    | 'templateName'
    | 'cancelledSince'
  >,
): Extract<Reason, 'expired' | 'booking_cancelled' | 'superseded'> | null {
  if (row.expiresAt !== null && row.expiresAt <= row.now) return 'expired';
  // Not "different": a row that was brought up to date while it was being claimed is ahead of what the claim read.
  if (row.appointmentRevision !== null && !(row.appointmentRevision >= (row.currentRevision ?? Infinity)))
    return row.appointmentStatus === 'cancelled' ? 'booking_cancelled' : 'superseded';
  // The same version may be cancelled while a reminder of it is in doubt.
  if (
    row.appointmentRevision !== null &&
    row.appointmentStatus === 'cancelled' &&
    row.templateName !== 'appointment_cancellation'
  )
    return 'booking_cancelled';
  // What was asked for after the cancel tells of it, or of something else: it goes out.
  if (row.appointmentRevision === null && row.cancelledSince) return 'booking_cancelled';
  return null;
}

/** The last look before sending: everything may have changed since it was planned. */
export async function check(
  row: Claimed,
  template: CompiledTemplate | undefined,
  providers: Providers,
  gate: ChannelGate,
  config: Pick<Config, 'APPOINTMENT_REMINDER_HOURS'>,
): Promise<Verdict> {
  if (row.erased) return { do: 'cancel', reason: 'erased' };
  const reason = overtaken(row);
  if (reason !== null) return { do: 'cancel', reason };
  if (row.suppressed) return { do: 'cancel', reason: 'suppressed' };

  const rules = row.preferences ?? defaultPreferences(config.APPOINTMENT_REMINDER_HOURS);
  if (!wants(rules, row.channel, row.templateName, template?.source.category ?? 'transactional'))
    return { do: 'cancel', reason: 'preference_off' };

  if (row.channel === 'sms' && !row.isTest) {
    const at = outsideQuietHours({
      at: row.now,
      now: row.now,
      rules,
      zone: readerZone(rules.timezone, row.clientTimezone, row.appointmentZone),
      reminderFor: row.hoursUntil === null ? null : row.startsAt,
    });
    if (at > row.now) return { do: 'wait', reason: null, waitMs: at.getTime() - row.now.getTime() };
  }

  if (!template)
    return {
      do: 'fail',
      reason: 'template_missing',
      message: `No active ${row.channel} template "${row.templateName}": populate or activate it, then resend`,
    };

  if (providers[row.channel].mode === 'not_configured')
    return { do: 'wait', reason: 'provider_not_configured', waitMs: null };
  const admission = await gate.admit(row.channel);
  if (!admission.open)
    return { do: 'wait', reason: admission.cause === 'auth' ? 'provider_auth' : null, waitMs: admission.waitMs };
  return { do: 'send', template, probe: admission.probe };
}
