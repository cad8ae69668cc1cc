import { Counter, Gauge, Histogram } from 'prom-client';

/** What operators watch. Labels are channels, classes and codes: never ids, never people. */
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
  channelPaused: new Gauge({
    name: 'notification_channel_paused',
    help: '1 while a channel is paused by its provider (wrong key, rate limit).',
    labelNames: ['channel'] as const,
  }),
  lostOutcomes: new Counter({
    name: 'notification_lost_claims_total',
    help: 'Outcomes that were not written because the claim belonged to somebody else by then.',
  }),
};
