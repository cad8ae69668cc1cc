import { randomUUID } from 'node:crypto';
import { channelMode, type Channel, type Config } from '@booking/notifications-core';
import { signToken, tokenSettings } from '../access/tokens.js';
import { dataDirOf, type Environment, whyHttp } from '@booking/local-stack';
import { serviceUrl } from '../access/service-url.js';
import { failed, passed, skipped, type CheckResult } from './check-result.js';

/** The addresses for test messages on live channels. */
export interface Addresses {
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
}

/** The user of these messages in the history. */
const COMMAND_LINE_USER = 'command-line';
/** Numbers 555-01xx belong to nobody. */
const SANDBOX_PHONE = '+12025550198';
const ANSWER_WITHIN_MS = 4_000;

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
  const tokens = tokenSettings(environment, dataDirOf(environment));
  if (tokens === undefined) return skipped('tokens come from your identity provider (JWT_JWKS_URL)');
  const url = serviceUrl('api', environment);
  if (url === undefined) return failed('no API runs here: npm run notify -- start');

  const address = (mode === 'live' ? given : undefined) ?? exampleAddress(channel);
  const claims = channel === 'email' ? { email: address } : { phone_number: address };
  const token = await signToken(tokens, { sub: COMMAND_LINE_USER, role: 'admin', ...claims }, '5m');
  const api = caller(url, token);
  try {
    return mode === 'live'
      ? await sendLive(api, channel, config)
      : await sendIntoSandbox(api, channel, `/api/v2/sandbox/messages?to=${encodeURIComponent(address)}`);
  } catch (error) {
    if (error instanceof Refusal) return failed(error.message);
    return failed(`the API at ${url}: ${whyHttp(error)}. npm run notify -- status`);
  }
}

function exampleAddress(channel: Channel): string {
  return channel === 'email' ? `test-${randomUUID().slice(0, 8)}@example.com` : SANDBOX_PHONE;
}

type Call = (method: string, path: string, withinMs?: number) => Promise<unknown>;

async function sendLive(api: Call, channel: Channel, { PROVIDER_TIMEOUT_MS }: Config): Promise<CheckResult> {
  const sent = await send(api, channel, PROVIDER_TIMEOUT_MS + ANSWER_WITHIN_MS);
  return sent.successful
    ? passed('the provider took it')
    : failed(`not sent${sent.reason}: npm run notify -- send-test says more`);
}

async function sendIntoSandbox(api: Call, channel: Channel, messages: string): Promise<CheckResult> {
  const before = idsIn(await api('GET', messages));
  const sent = await send(api, channel);
  if (!sent.successful) return failed(`not captured${sent.reason}: npm run notify -- logs api`);
  const found = idsIn(await api('GET', messages)).some((id) => !before.includes(id));
  await api('DELETE', messages).catch(() => undefined);
  return found
    ? passed('sent by the API, captured in the sandbox')
    : failed('sent, but not in the sandbox: has the API the settings of this folder?');
}

async function send(
  api: Call,
  channel: Channel,
  withinMs?: number,
): Promise<{ readonly successful: boolean; readonly reason: string }> {
  const { processing_result, reason } = (await api('POST', `/api/v2/notifications/test-${channel}`, withinMs)) as {
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

/** A refusal in the API's own words. */
class Refusal extends Error {
  override readonly name = 'Refusal';
}

function caller(url: string, token: string): Call {
  return async (method, path, withinMs = ANSWER_WITHIN_MS) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(withinMs),
    });
    const body = (await response.json().catch(() => ({}))) as { detail?: unknown };
    if (response.ok) return body;
    const detail = typeof body.detail === 'string' ? body.detail : 'it does not say why';
    throw new Refusal(`the API says ${response.status}: ${detail}${ADVICE[response.status] ?? ''}`);
  };
}

const ADVICE: Readonly<Record<number, string>> = {
  401: ' JWT_SECRET, JWT_ISSUER and JWT_AUDIENCE must be those of the API.',
  404: ' The API has other settings than this folder.',
  429: ' Wait a minute.',
  503: ' npm run notify -- status',
};
