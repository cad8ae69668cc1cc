import type { ItemDetail } from '../../parts/notifications.js';
import { durationText } from '../../parts/times.js';
import { reasonText, sentence } from '../../parts/words.js';
import { codeText } from './provider-codes.js';

export type Tone = 'good' | 'bad' | 'doubt' | 'plain' | 'todo';

/** One thing that happened to a message, or is going to. */
export interface Step {
  /** RFC 3339. `null`: the record does not say. */
  readonly at: string | null;
  readonly title: string;
  readonly details: readonly string[];
  readonly tone: Tone;
}

type Attempt = ItemDetail['attempts_log'][number];
type Receipt = ItemDetail['events'][number];

/** Apart by less, making a message and its being due are one. */
const MOMENT_MS = 60_000;

const PROVIDERS: Readonly<Record<string, string>> = { sendgrid: 'SendGrid', twilio: 'Twilio', sandbox: 'the sandbox' };
const providerText = (name: string | null): string => (name === null ? 'the provider' : (PROVIDERS[name] ?? name));

/** The life of a message, in the order of time. */
export function timelineOf(item: ItemDetail, now: number = Date.now()): readonly Step[] {
  const past = [
    step(item.created_at, 'Planned'),
    ...dueSteps(item, now),
    ...item.attempts_log.flatMap(attemptSteps),
    ...item.events.map(receiptStep),
  ].sort((one, other) => Date.parse(one.at ?? '') - Date.parse(other.at ?? ''));
  return [...past, ...endSteps(item, now)];
}

function dueSteps({ created_at, scheduled_for, attempts }: ItemDetail, now: number): Step[] {
  const due = Date.parse(scheduled_for);
  const isApart = due - Date.parse(created_at) > MOMENT_MS;
  // What never became due was cancelled before.
  return isApart && due <= now && attempts > 0 ? [step(scheduled_for, 'Due')] : [];
}

function attemptSteps(attempt: Attempt): Step[] {
  const { started_at, evidence, evidence_at } = attempt;
  const details = [
    attempt.error_message,
    attempt.provider_code === null ? null : codeText(attempt.provider_code),
    attempt.duration_ms === null ? null : `It took ${durationText(attempt.duration_ms)}.`,
  ].filter((detail) => detail !== null);
  const tried: Step = { at: started_at, ...outcome(attempt), details };
  if (evidence === null) return [tried];
  return [tried, { at: evidence_at ?? started_at, title: EVIDENCE[evidence], details: [], tone: 'good' }];
}

const EVIDENCE: Readonly<Record<NonNullable<Attempt['evidence']>, string>> = {
  receipt: 'A receipt of the provider proves that it went out',
  list: 'The list of the provider proves that it went out',
  answer: 'A late answer of the provider proves that it went out',
};

function outcome({ outcome: result, provider }: Attempt): Pick<Step, 'title' | 'tone'> {
  switch (result) {
    case 'sent':
      return provider === 'sandbox'
        ? { title: 'Captured in the sandbox: it did not leave this machine', tone: 'good' }
        : { title: `Sent by ${providerText(provider)}`, tone: 'good' };
    case 'retry':
      return { title: 'A try failed, and another was planned', tone: 'bad' };
    case 'failed':
      return { title: 'A try failed for good', tone: 'bad' };
    case 'in_doubt':
      return { title: 'Nobody knew whether it went out', tone: 'doubt' };
    case 'released':
      return { title: 'Put back unsent, to be sent later', tone: 'plain' };
    case 'cancelled':
      return { title: 'Looked at before sending, and not sent', tone: 'plain' };
  }
}

const RECEIPTS: Readonly<Record<string, readonly [title: string, tone: Tone]>> = {
  delivered: ['Delivered', 'good'],
  opened: ['Opened by its reader', 'good'],
  clicked: ['A link in it was clicked', 'good'],
  deferred: ['Held up: the provider tries again', 'doubt'],
  bounced: ['Came back: the mailbox does not exist or takes no mail', 'bad'],
  blocked: ['Refused by the server of the mailbox', 'bad'],
  dropped: ['The provider did not send it on', 'bad'],
  undelivered: ['Not delivered', 'bad'],
  failed: ['The provider could not send it on', 'bad'],
  spam_report: ['Its reader marked it as spam', 'bad'],
  unsubscribed: ['Its reader unsubscribed', 'doubt'],
};

function receiptStep({ status, event, code, occurred_at }: Receipt): Step {
  const [title, tone] = RECEIPTS[status ?? ''] ?? [`The provider says: ${event.replaceAll('_', ' ')}`, 'plain'];
  return { at: occurred_at, title, details: code === null ? [] : [codeText(code)], tone };
}

/** What is still to come, or how it ended where no try tells. */
function endSteps({ state, reason, scheduled_for, attempts_log: attempts }: ItemDetail, now: number): Step[] {
  const because = reason === null ? [] : [`${sentence(reasonText(reason))}.`];
  const last = attempts.at(-1)?.outcome;
  switch (state) {
    case 'pending':
      return [
        Date.parse(scheduled_for) > now
          ? { at: scheduled_for, title: 'To go out', details: because, tone: 'todo' }
          : { at: null, title: 'Due, and waiting', details: because, tone: 'todo' },
      ];
    case 'sending':
      return [{ at: null, title: 'Being sent now', details: [], tone: 'todo' }];
    case 'in_doubt':
      return [{ at: null, title: 'Evidence is looked for', details: [], tone: 'doubt' }];
    case 'sent':
      return [];
    case 'failed':
      return last === 'failed' ? [] : [{ at: null, title: 'Failed', details: because, tone: 'bad' }];
    case 'cancelled':
      return [{ at: null, title: 'Cancelled', details: because, tone: 'plain' }];
  }
}

function step(at: string, title: string): Step {
  return { at, title, details: [], tone: 'plain' };
}
