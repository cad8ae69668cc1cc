import { describe, expect, it } from '@jest/globals';
import { testSendMessage } from './test-send-answer.js';

const result = (successful: number, failed: number, over: { reason?: string; error_message?: string } = {}) => ({
  notifications_queued: 1,
  processing_result: { processed: successful + failed, successful, failed },
  ...over,
});

describe('what a test send says', () => {
  it('is that it was sent only when it was', () => {
    expect(testSendMessage('email', result(1, 0))).toBe('Test email queued and processed');
    expect(testSendMessage('sms', result(1, 0))).toBe('Test SMS queued and processed');
  });

  it('is that nobody knows where the provider gave no clear answer', () => {
    expect(testSendMessage('email', result(0, 0, { reason: 'in_doubt' }))).toBe(
      'Test email: the provider gave no clear answer, so it may have been sent',
    );
  });

  it.each([
    [result(0, 0, { reason: 'provider_not_configured' }), 'Test SMS not sent: no provider is configured for SMS.'],
    [result(0, 1, { reason: 'suppressed' }), 'Test SMS not sent: your address is not written to any more'],
    [result(0, 1, { reason: 'provider_auth' }), 'Test SMS not sent: the provider refuses our credentials.'],
    [result(0, 0, { reason: 'preference_off' }), 'Test SMS not sent: your preferences say no SMS of this kind.'],
    [
      result(0, 1, { reason: 'rejected', error_message: 'Twilio refused it (21610)' }),
      'Test SMS not sent: Twilio refused it (21610).',
    ],
    [
      result(0, 0, { error_message: 'SMS: the provider cannot be reached' }),
      'Test SMS not sent: SMS: the provider cannot be reached. It is tried again for an hour.',
    ],
    [result(0, 0), 'Test SMS not sent: it could not be sent. It is tried again for an hour.'],
  ])('is why nothing was sent: %j', (answer, said) => {
    expect(testSendMessage('sms', answer).slice(0, said.length)).toBe(said);
  });
});
