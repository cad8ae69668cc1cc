import type { DataSource } from 'typeorm';
import { ConfigError, type Config } from '../config/config.js';
import type { Channel } from '../domain/notification.js';
import type { Accepted, EmailMessage, Message, Provider, SmsMessage } from './provider.js';
import { captureInto, createSandboxProvider, type Capture } from './sandbox.js';
import { createSendGridProvider } from './sendgrid.js';
import { createTwilioProvider } from './twilio.js';

/**
 * How a channel sends. `live`: by its provider. `sandbox`: it captures messages instead. `not_configured`: not at all,
 * which is production without credentials. Notifications then wait until the channel is configured.
 */
export type ChannelProvider<M extends Message = Message> =
  { readonly mode: 'live' | 'sandbox'; readonly provider: Provider<M> } | { readonly mode: 'not_configured' };

type MessageOf<C extends Channel> = Extract<Message, { channel: C }>;

export interface Providers {
  readonly email: ChannelProvider<EmailMessage>;
  readonly sms: ChannelProvider<SmsMessage>;
  /** Waits for running sends, each within PROVIDER_TIMEOUT_MS, then closes every connection. */
  close(): Promise<void>;
}

/** A message together with its provider. */
export interface Sending {
  /** The provider's name in the history. */
  readonly provider: string;
  send(): Promise<Accepted>;
}

/** Pairs a message with the provider of its channel. `null`: the channel has none. */
export function sendingOf(providers: Providers, message: Message): Sending | null {
  switch (message.channel) {
    case 'email':
      return tied(providers.email, message);
    case 'sms':
      return tied(providers.sms, message);
  }
}

/** The providers that have a list of the messages that they took, by channel. */
export function lookUpOf(providers: Providers, channel: Channel): Provider['lookUp'] {
  const of = providers[channel];
  return of.mode === 'not_configured' ? undefined : of.provider.lookUp?.bind(of.provider);
}

function tied<M extends Message>(channel: ChannelProvider<M>, message: M): Sending | null {
  if (channel.mode === 'not_configured') return null;
  const { provider } = channel;
  return { provider: provider.name, send: () => provider.send(message) };
}

type Credentials = Pick<Config, 'NODE_ENV' | 'SENDGRID_API_KEY' | 'TWILIO_ACCOUNT_SID' | 'TWILIO_AUTH_TOKEN'>;

/** How a channel sends with this configuration. It opens nothing. */
export function channelMode(config: Credentials, channel: Channel): ChannelProvider['mode'] {
  const credentials =
    channel === 'email'
      ? config.SENDGRID_API_KEY !== undefined
      : config.TWILIO_ACCOUNT_SID !== undefined && config.TWILIO_AUTH_TOKEN !== undefined;
  if (credentials) return 'live';
  return config.NODE_ENV === 'production' ? 'not_configured' : 'sandbox';
}

/** Whether any channel captures its messages instead of sending them. */
export function sandboxOpen(config: Credentials): boolean {
  return channelMode(config, 'email') === 'sandbox' || channelMode(config, 'sms') === 'sandbox';
}

/**
 * Opens the providers of all channels. Only sandboxes use the data source, and only when they capture.
 * @throws {ConfigError} for credentials that cannot be right.
 */
export async function createProviders(config: Config, dataSource: DataSource): Promise<Providers> {
  const capture = captureInto(dataSource);
  const email = await channelProvider(config, 'email', emailProvider, capture);
  const sms = await channelProvider(config, 'sms', smsProvider, capture);
  const open = [email, sms].flatMap((channel) => (channel.mode === 'not_configured' ? [] : [channel.provider]));
  return {
    email,
    sms,
    close: async () => {
      await Promise.all(open.map((provider) => provider.close()));
    },
  };
}

async function channelProvider<C extends Channel>(
  config: Config,
  channel: C,
  live: (config: Config) => Promise<Provider<MessageOf<C>>>,
  capture: Capture,
): Promise<ChannelProvider<MessageOf<C>>> {
  const mode = channelMode(config, channel);
  switch (mode) {
    case 'live':
      return { mode, provider: await live(config) };
    case 'sandbox':
      return { mode, provider: createSandboxProvider(channel, capture) };
    case 'not_configured':
      return { mode };
  }
}

function emailProvider({ SENDGRID_API_KEY, ...config }: Config): Promise<Provider<EmailMessage>> {
  return Promise.resolve(
    createSendGridProvider({ ...config, SENDGRID_API_KEY: required(SENDGRID_API_KEY, 'SENDGRID_API_KEY') }),
  );
}

function smsProvider({ TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, ...config }: Config): Promise<Provider<SmsMessage>> {
  return createTwilioProvider({
    ...config,
    TWILIO_ACCOUNT_SID: required(TWILIO_ACCOUNT_SID, 'TWILIO_ACCOUNT_SID'),
    TWILIO_AUTH_TOKEN: required(TWILIO_AUTH_TOKEN, 'TWILIO_AUTH_TOKEN'),
  });
}

function required(value: string | undefined, variable: string): string {
  if (value === undefined) throw new ConfigError(variable, 'is required to send');
  return value;
}
