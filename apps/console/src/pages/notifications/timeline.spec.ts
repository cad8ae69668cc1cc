import { describe, expect, it } from '@jest/globals';
import type { ItemDetail } from '../../parts/notifications.js';
import { codeText } from './provider-codes.js';
import { timelineOf } from './timeline.js';

const NOW = Date.parse('2026-12-01T12:00:00Z');

const ATTEMPT: ItemDetail['attempts_log'][number] = {
  started_at: '2026-12-01T10:00:00Z',
  outcome: 'sent',
  provider: 'twilio',
  provider_status: 201,
  provider_code: null,
  duration_ms: 184,
  error_message: null,
  evidence: null,
  evidence_at: null,
};

function item(changes: Partial<ItemDetail>): ItemDetail {
  return {
    id: '0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f',
    user_id: 'user-1',
    appointment_id: 'apt-1',
    notification_type: 'sms',
    template_name: 'appointment_reminder',
    recipient: '+12025550123',
    subject: null,
    status: 'sent',
    state: 'sent',
    reason: null,
    scheduled_for: '2026-12-01T10:00:00Z',
    sent_at: '2026-12-01T10:00:00Z',
    attempts: 1,
    error_message: null,
    provider: 'twilio',
    provider_message_id: 'SM1',
    delivery_status: null,
    delivered_at: null,
    created_at: '2026-11-28T10:00:00Z',
    context: {},
    duplicates: 0,
    attempts_log: [ATTEMPT],
    events: [],
    ...changes,
  };
}

const titles = (changes: Partial<ItemDetail>): string[] => timelineOf(item(changes), NOW).map(({ title }) => title);

describe('the timeline of a message', () => {
  it('goes from the plan over the due time and each try to the receipts', () => {
    const receipt = { provider: 'twilio', event: 'undelivered', received_at: '2026-12-01T10:00:09Z' };
    const steps = timelineOf(
      item({
        attempts_log: [
          { ...ATTEMPT, outcome: 'retry', error_message: 'Twilio had trouble (500)' },
          { ...ATTEMPT, started_at: '2026-12-01T10:01:00Z' },
        ],
        events: [{ ...receipt, status: 'undelivered', code: '30003', occurred_at: '2026-12-01T10:01:05Z' }],
      }),
      NOW,
    );
    expect(steps.map(({ title }) => title)).toEqual([
      'Planned',
      'Due',
      'A try failed, and another was planned',
      'Sent by Twilio',
      'Not delivered',
    ]);
    expect(steps[2]?.details).toEqual(['Twilio had trouble (500)', 'It took 184 ms.']);
    expect(steps[4]?.details).toEqual(['30003: the phone was off or out of reach']);
  });

  it('ends with what is still to come', () => {
    const waiting: Partial<ItemDetail> = { state: 'pending', status: 'pending', attempts: 0, attempts_log: [] };
    expect(titles({ ...waiting, scheduled_for: '2026-12-02T10:00:00Z' })).toEqual(['Planned', 'To go out']);
    expect(titles({ ...waiting, reason: 'provider_not_configured' })).toEqual(['Planned', 'Due, and waiting']);
  });

  it('says why a message was cancelled before anybody tried to send it', () => {
    const steps = timelineOf(
      item({ state: 'cancelled', status: 'cancelled', reason: 'booking_cancelled', attempts: 0, attempts_log: [] }),
      NOW,
    );
    expect(steps.map(({ title }) => title)).toEqual(['Planned', 'Cancelled']);
    expect(steps[1]?.details).toEqual(['The appointment was cancelled.']);
  });

  it('says by what it became known that a message in doubt went out', () => {
    expect(
      titles({
        attempts_log: [{ ...ATTEMPT, outcome: 'in_doubt', evidence: 'receipt', evidence_at: '2026-12-01T10:00:20Z' }],
      }),
    ).toEqual([
      'Planned',
      'Due',
      'Nobody knew whether it went out',
      'A receipt of the provider proves that it went out',
    ]);
  });

  it('tells a message that went out at once without a time of its own', () => {
    expect(titles({ created_at: '2026-12-01T09:59:59Z' })).toEqual(['Planned', 'Sent by Twilio']);
  });
});

it('a code that nobody knows stands alone', () => {
  expect(codeText('99999')).toBe('Code 99999');
});
