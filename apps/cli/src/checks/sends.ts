import { randomUUID } from 'node:crypto';
import { channelMode, type Channel, type Config } from '@booking/notifications-core';
import { tokenSettings } from '../access/tokens.js';
import { dataDirOf, type Environment, UserError } from '@booking/local-stack';
import { type Api, ApiRefusal, COMMAND_LINE_USER, openApi } from '../access/api.js';
import { failed, passed, skipped, type CheckResult } from './check-result.js';

/** The addresses for test messages on live channels. */
export interface Addresses {
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
}

/** Numbers 555-01xx belong to nobody. */
const SANDBOX_PHONE = '+12025550198';
const ANSWER_WITHIN_MS = 4_000;
const QUICK = { withinMs: ANSWER_WITHIN_MS };

/** Sends one message over HTTP as a client would, and checks that it arrived. */
export async function sendThroughApi(
  channel: Channel,
  environment: Environment,
  config: Config,
  addresses: Addresses,
): Promise<CheckResult> {
  const mode = channelMode(config, channel);
  const given = channel === 'email' ? addresses.email : addresses.phone;
  if (mode === 'not_configured') return skipped('the channel has no provider: its messages wait');
  if (mode === 'live' && given === undefined)
    return skipped(`the channel is live: test --send ${channel === 'email' ? '--email ADDRESS' : '--phone NUMBER'}`);
  if (tokenSettings(environment, dataDirOf(environment)) === undefined)
    return skipped('tokens come from your identity provider (JWT_JWKS_URL)');

  const address = (mode === 'live' ? given : undefined) ?? exampleAddress(channel);
  const claims = channel === 'email' ? { email: address } : { phone_number: address };
  try {
    const api = await openApi(environment, { sub: COMMAND_LINE_USER, role: 'admin', ...claims });
    return mode === 'live'
      ? await sendLive(api, channel, config)
      : await sendIntoSandbox(api, channel, `/api/v2/sandbox/messages?to=${encodeURIComponent(address)}`);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const other = error instanceof ApiRefusal && error.status === 404;
    return failed(other ? `${error.message} The API has other settings than this folder.` : error.message);
  }
}

function exampleAddress(channel: Channel): string {
  return channel === 'email' ? `test-${randomUUID().slice(0, 8)}@example.com` : SANDBOX_PHONE;
}

async function sendLive(api: Api, channel: Channel, { PROVIDER_TIMEOUT_MS }: Config): Promise<CheckResult> {
  const sent = await send(api, channel, PROVIDER_TIMEOUT_MS + ANSWER_WITHIN_MS);
  return sent.successful
    ? passed('the provider took it')
    : failed(`nothing was sent${sent.reason}: npm run notify -- send-test says more`);
}

async function sendIntoSandbox(api: Api, channel: Channel, messages: string): Promise<CheckResult> {
  const before = idsIn(await api.call('GET', messages, QUICK));
  const sent = await send(api, channel);
  if (!sent.successful) return failed(`not captured${sent.reason}: npm run notify -- logs api`);
  const found = idsIn(await api.call('GET', messages, QUICK)).some((id) => !before.includes(id));
  await api.call('DELETE', messages, QUICK).catch(() => undefined);
  return found
    ? passed('sent by the API, captured in the sandbox')
    : failed('sent, but not in the sandbox: has the API the settings of this folder?');
}

async function send(
  api: Api,
  channel: Channel,
  withinMs = ANSWER_WITHIN_MS,
): Promise<{ readonly successful: boolean; readonly reason: string }> {
  const { processing_result, reason } = (await api.call('POST', `/api/v2/notifications/test-${channel}`, {
    withinMs,
  })) as {
    processing_result?: { successful?: unknown };
    reason?: unknown;
  };
  return {
    successful: processing_result?.successful === 1,
    reason: typeof reason === 'string' ? ` (${reason})` : '',
  };
}

function idsIn(messages: unknown): string[] {
  return Array.isArray(messages) ? messages.map(({ id }: { id?: unknown }) => String(id)) : [];
}
