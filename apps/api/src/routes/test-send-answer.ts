import type { Channel, TestSendResult } from '@booking/notifications-core';

const NAME: Readonly<Record<Channel, string>> = { email: 'email', sms: 'SMS' };

/**
 * What came of a test send, in words.
 * @param once it was a text of the caller's own, which is not tried again.
 */
export function testSendMessage(channel: Channel, result: TestSendResult, once = false): string {
  const name = NAME[channel];
  if (result.processing_result.successful > 0) return `Test ${name} queued and processed`;
  // The provider may have taken it: nobody knows.
  if (result.reason === 'in_doubt') return `Test ${name}: the provider gave no clear answer, so it may have been sent`;
  const why = WHY_NOT[result.reason ?? '']?.(name, once) ?? whatHappened(result);
  return `Test ${name} not sent: ${why}`;
}

/** By the reason of the notification. */
const WHY_NOT: Readonly<Record<string, (name: string, once: boolean) => string>> = {
  provider_not_configured: (name, once) =>
    `no provider is configured for ${name}. Set its credentials and restart: ${once ? 'then send it again' : 'it goes out within the hour'}.`,
  provider_auth: () => 'the provider refuses our credentials. The operator has to put them right.',
  suppressed: () => 'your address is not written to any more, because it opted out or bounced.',
  preference_off: (name) => `your preferences say no ${name} of this kind.`,
  expired: () => 'it could not be sent within an hour.',
};

function whatHappened({ processing_result, error_message }: TestSendResult): string {
  const said = error_message === undefined ? 'it could not be sent' : error_message;
  const next = processing_result.failed > 0 ? '' : ' It is tried again for an hour.';
  return `${said.replace(/\.$/, '')}.${next}`;
}
