import { Counter, Gauge, Histogram } from 'prom-client';

/** A health check runs every minute, on any one of the workers. */
const FRESH_MS = 90_000;
let checkedAt = -Infinity;

/**
 * A gauge that one pod measures for all. It resets once its last check is old: by then other pods have measured newer
 * values.
 */
function found<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Gauge<Label> {
  return new Gauge({
    name,
    help,
    labelNames,
    collect() {
      if (performance.now() - checkedAt > FRESH_MS) this.reset();
    },
  });
}

/** The metrics for operators. Labels are channels, lanes and codes: never ids, never people. */
export const metrics = {
  outcomes: new Counter({
    name: 'notification_outcomes_total',
    help: 'How claims ended: sent, retry, failed, in_doubt, released, cancelled, claim_lost.',
    labelNames: ['channel', 'outcome', 'reason'] as const,
  }),
  doubts: new Counter({
    name: 'notification_doubts_total',
    help: 'Sends that were left without a clear answer, each of which may become a duplicate.',
    labelNames: ['cause'] as const,
  }),
  doubtsSettled: new Counter({
    name: 'notification_doubts_settled_total',
    help: 'How doubts ended: by a receipt, the list of the provider (list), a late answer (answer), being sent once more (resent) or not at all (gave_up).',
    labelNames: ['by'] as const,
  }),
  duplicates: new Counter({
    name: 'notification_duplicates_total',
    help: 'Messages beyond the first of a notification that a provider is proven to have taken.',
    labelNames: ['channel'] as const,
  }),
  lag: new Histogram({
    name: 'notification_lag_seconds',
    help: 'From the time a notification was due to its claim.',
    labelNames: ['lane'] as const,
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
  }),
  provider: new Histogram({
    name: 'provider_request_seconds',
    help: 'Duration of provider calls.',
    labelNames: ['provider', 'outcome'] as const,
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15],
  }),
  segments: new Counter({
    name: 'sms_segments_total',
    help: 'Segments handed to the provider, by encoding: what is paid for.',
    labelNames: ['encoding'] as const,
  }),
  smsHeld: new Counter({
    name: 'notification_sms_held_total',
    help: 'How often an SMS was held back by a limit against SMS pumping, by the setting of the limit.',
    labelNames: ['limit'] as const,
  }),
  channelPaused: new Gauge({
    name: 'notification_channel_paused',
    help: '1 while a channel is paused (wrong key, rate limit, trouble at the provider).',
    labelNames: ['channel'] as const,
  }),
  channelState: new Gauge({
    name: 'notification_channel_state',
    help: 'The breaker of a channel, 1 for the state it is in: open (messages go out), auth, rate, trouble (5xx, no answer), probing.',
    labelNames: ['channel', 'state'] as const,
  }),
  turnedAway: new Counter({
    name: 'notification_turned_away_total',
    help: 'Messages that got no turn to be sent in time, because their channel was slow, and went back to Postgres.',
    labelNames: ['channel'] as const,
  }),
  lostOutcomes: new Counter({
    name: 'notification_lost_claims_total',
    help: 'Outcomes that were not written because the claim belonged to somebody else by then.',
  }),
  suppressions: new Counter({
    name: 'notification_suppressions_total',
    help: 'Addresses added to the suppression list, by cause: bounced, unsubscribed, opted_out, spam_report, manual.',
    labelNames: ['channel', 'cause'] as const,
  }),
  unsubscribes: new Counter({
    name: 'notification_unsubscribes_total',
    help: 'Links of marketing that changed something, by how: page, one_click (RFC 8058), undo.',
    labelNames: ['channel', 'how'] as const,
  }),
  inbound: new Counter({
    name: 'sms_inbound_total',
    help: 'Text messages of people, by what they ask for: stop, start, help, none; repeated: a stop or start that came before.',
    labelNames: ['command'] as const,
  }),
  maintenance: new Histogram({
    name: 'maintenance_job_seconds',
    help: 'Duration of maintenance jobs, by how they ended: done, failed.',
    labelNames: ['job', 'outcome'] as const,
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300],
  }),
  receipts: new Counter({
    name: 'receipts_total',
    help: 'Receipts of providers, each counted once however often it comes, by what they say of the delivery; none, unknown, unreadable.',
    labelNames: ['provider', 'status'] as const,
  }),
  webhooksRefused: new Counter({
    name: 'webhook_refused_total',
    help: "Calls of providers' webhooks that were refused, by cause: signature, not_configured, unreadable.",
    labelNames: ['provider', 'cause'] as const,
  }),
  remindersFound: new Counter({
    name: 'notification_missing_reminders_total',
    help: 'Reminders that should have existed and did not, planned by send-reminders.',
  }),
  backlog: found('notification_backlog', 'Notifications that are due and not claimed, counted up to 10,000.', [
    'lane',
    'channel',
  ]),
  oldestDue: found('notification_oldest_due_seconds', 'How long the oldest of them has been due.', ['lane', 'channel']),
  unsettled: found('notification_unsettled', 'Notifications in doubt (in_doubt) and of lost workers (lost_claim).', [
    'state',
  ]),
  queueJobs: found('queue_jobs', 'Jobs in Redis: waiting, active, delayed, completed, failed.', ['queue', 'state']),
  healthProblems: found('health_problems', 'Findings of the last health check of this pod; 0: all is well.', []),
};

/** Call it before a health check sets its gauges: it keeps them visible for the next 90 s. */
export function healthCheckedNow(): void {
  checkedAt = performance.now();
}
