import type { Claimed } from '../db/notifications/claimed.js';
import type { Reason } from '../domain/notification.js';
import { oldStartOf } from '../domain/old-start.js';
import { deadlineOf, defaultPreferences, outsideQuietHours, readerZone } from '../domain/preferences.js';
import { mayBeTold, type Told } from '../eligibility/may-be-told.js';
import { overtaken } from '../eligibility/overtaken.js';
import { errorFields } from '../observability/logging.js';
import type { Services } from '../services/services.js';
import type { ReaderLinks } from '../templates/default-context.js';
import type { CompiledTemplate } from '../templates/render.js';
import { createRenewal, type ReadFacts } from './renew.js';

/** What the check decides about a claimed notification before anything is sent. */
export type CheckVerdict = ToSend | NotToSend;

interface ToSend {
  readonly do: 'send';
  /** The row as it goes out: to the present address, with the present facts. */
  readonly row: Claimed;
  readonly template: CompiledTemplate;
  readonly links: ReaderLinks;
  /** This message probes a channel whose key was refused. */
  readonly probe: boolean;
}

export type NotToSend =
  | { readonly do: 'cancel'; readonly reason: Reason }
  | { readonly do: 'fail'; readonly reason: Reason; readonly message: string }
  /** Back to pending without using up a try. `waitMs` null: until the channel is available. */
  | { readonly do: 'wait'; readonly reason: Reason | null; readonly waitMs: number | null }
  /** The check itself failed. */
  | { readonly do: 'retry' };

/**
 * The last check before sending: everything may have changed since the notification was planned. A `text` of its own
 * stands in for the stored template.
 */
export function createCheck(
  services: Services,
  readFacts: ReadFacts,
): (row: Claimed, text?: CompiledTemplate) => Promise<CheckVerdict> {
  const renew = createRenewal(services, readFacts);
  return async (row, text) => {
    try {
      const outOfDate = outdated(row);
      if (outOfDate !== null) return { do: 'cancel', reason: outOfDate };
      const renewed = await renew(row);
      if ('cancel' in renewed) return { do: 'cancel', reason: renewed.cancel };
      return await judge(services, renewed.row, text);
    } catch (error) {
      // Nothing was sent, so this is our own fault and not a doubt.
      services.log.error('the check before sending failed', { notification_id: row.id, ...errorFields(error) });
      return { do: 'retry' };
    }
  };
}

/** Why there is nothing to tell any more, whatever the recipient wants. */
function outdated(row: Claimed): Reason | null {
  if (row.erased) return 'erased';
  // Reminders that are late together are one: the latest.
  return overtaken(row) ?? (row.laterReminder ? 'superseded' : null);
}

async function judge(services: Services, row: Claimed, text?: CompiledTemplate): Promise<CheckVerdict> {
  const { config, templates } = services;
  const { channel, templateName } = row;
  const template = text ?? (await templates.look(templateName, channel, row.locale));
  const told = toldOf(row, config);
  const verdict = mayBeTold(told, { channel, templateName, category: template?.source.category });
  if ('skip' in verdict)
    return { do: 'cancel', reason: verdict.skip === 'no_address' ? 'invalid_recipient' : verdict.skip };

  const quietMs = quietFor(row, told);
  if (quietMs > 0) return { do: 'wait', reason: null, waitMs: quietMs };
  if (verdict.failure !== null) return { do: 'fail', ...verdict.failure };
  return admit(services, row, template);
}

/** The row has one address, already canonical. Its claim has read whether that address is suppressed. */
function toldOf(row: Claimed, { APPOINTMENT_REMINDER_HOURS }: Services['config']): Told {
  const address = { ok: true, value: row.address } as const;
  return {
    preferences: row.preferences ?? defaultPreferences(APPOINTMENT_REMINDER_HOURS),
    addresses: { email: null, sms: null, [row.channel]: address },
    suppressed: { has: () => row.suppressed },
  };
}

/** Milliseconds until the quiet hours of an SMS end, or 0. Test sends ignore quiet hours. */
function quietFor(row: Claimed, { preferences }: Told): number {
  if (row.channel !== 'sms' || row.isTest) return 0;
  const at = outsideQuietHours({
    at: row.now,
    now: row.now,
    rules: preferences,
    zone: readerZone(preferences.timezone, row.clientTimezone, row.appointmentZone),
    deadline: deadlineOf(row, [row.startsAt, oldStartOf(row.context)?.instant ?? null], row.now),
  });
  return at.getTime() - row.now.getTime();
}

/** Marketing from which nobody could unsubscribe is not sent. Requests for it are refused, so it met a new setting. */
const UNLINKED: NotToSend = {
  do: 'fail',
  reason: 'template_error',
  message: 'Marketing needs a link to unsubscribe by: set PUBLIC_BASE_URL, then resend',
};

/** Whether the channel accepts messages now, and what the message still needs. */
async function admit(
  { providers, gate, links }: Services,
  row: Claimed,
  template: CompiledTemplate | undefined,
): Promise<CheckVerdict> {
  if (template === undefined) throw new Error('a message without a template passed the verdict');
  const { channel, userId: recipientId } = row;
  const isMarketing = template.source.category === 'marketing';
  const unsubscribeUrl = isMarketing ? links.unsubscribeUrl({ recipientId, channel }) : null;
  if (isMarketing && unsubscribeUrl === null) return UNLINKED;
  if (providers[channel].mode === 'not_configured')
    return { do: 'wait', reason: 'provider_not_configured', waitMs: null };
  const admission = await gate.admit(channel);
  if (!admission.open)
    return { do: 'wait', reason: admission.cause === 'auth' ? 'provider_auth' : null, waitMs: admission.waitMs };
  // Making a token takes a few microseconds: it is not made for texts that do not show it.
  const preferencesUrl = template.variables.includes('preferences_url') ? links.preferencesUrl(recipientId) : null;
  return {
    do: 'send',
    row,
    template,
    links: { unsubscribeUrl, preferencesUrl, logoUrl: links.logoUrl() },
    probe: admission.probe,
  };
}
