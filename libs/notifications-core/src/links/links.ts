import type { DataSource } from 'typeorm';
import type { Config } from '../config/config.js';
import { signingKey } from '../db/signing-keys.js';
import { ASSET_PATH } from '../domain/picture.js';
import { CHANNELS, type Channel } from '../domain/notification.js';
import { createTokens, type Tokens } from './tokens.js';

/** Marketing to one person on one channel. */
export interface Subscription {
  readonly recipientId: string;
  readonly channel: Channel;
}

/** The links that messages carry to pages of the API. */
export interface Links {
  /** Reads the key of the tokens, which is made once for an installation. Call it before the others. */
  start(): Promise<void>;
  /** The page where this person ends this. `null`: nobody could open it, because PUBLIC_BASE_URL is not set. */
  unsubscribeUrl(subscription: Subscription): string | null;
  /** What a token of such a link is about. `null`: we made no such token. */
  readUnsubscribe(token: string): Subscription | null;
  /** The page where this person says what they want to receive. `null`: as above. */
  preferencesUrl(recipientId: string): string | null;
  /** Where everybody finds a stored picture. Without an address of the API from outside it is a path below it. */
  assetUrl(fileName: string): string;
  /** The shop's logo, for mails. `null`: there is none, or nobody could see it. */
  logoUrl(): string | null;
  /** Whose preferences a token of such a link is about. `null`: we made no such token. */
  readPreferences(token: string): string | null;
}

type Base = Pick<Config, 'PUBLIC_BASE_URL' | 'ASSET_BASE_URL' | 'NODE_ENV' | 'API_PORT'>;

/** The name under which the key is kept. */
const KEY = 'links';
/** The port of the API where API_PORT leaves it open. */
const DEFAULT_PORT = 8_000;

export function createLinks(config: Base & Pick<Config, 'BUSINESS_LOGO_URL'>, dataSource: DataSource): Links {
  const base = baseOf(config);
  let known: Tokens | undefined;
  const tokens = (): Tokens => {
    if (known === undefined) throw new Error('the signing key has not been read yet');
    return known;
  };
  return {
    start: async () => {
      known ??= createTokens(await signingKey(dataSource, KEY));
    },
    unsubscribeUrl: ({ recipientId, channel }) =>
      base === null ? null : `${base}/api/v2/unsubscribe/${tokens().seal('unsubscribe', [recipientId, channel])}`,
    readUnsubscribe: (token) => {
      const [recipientId = '', word] = tokens().open('unsubscribe', token) ?? [];
      const channel = CHANNELS.find((each) => each === word);
      return channel === undefined ? null : { recipientId, channel };
    },
    preferencesUrl: (recipientId) =>
      base === null ? null : `${base}/api/v2/preferences/${tokens().seal('preferences', [recipientId])}`,
    assetUrl: (fileName) => `${assetBase(config) ?? ''}${ASSET_PATH}/${fileName}`,
    logoUrl: () => logoUrlOf(config),
    readPreferences: (token) => tokens().open('preferences', token)?.[0] ?? null,
  };
}

/**
 * Whether messages can have links to pages of the API. Without PUBLIC_BASE_URL they lead to this machine, which is
 * right for trying the service out and never in production.
 */
export function canLink(config: Pick<Config, 'PUBLIC_BASE_URL' | 'NODE_ENV'>): boolean {
  return config.PUBLIC_BASE_URL !== undefined || config.NODE_ENV !== 'production';
}

/** The shop's logo. A path of one of our pictures is below the address of the API, or of what stands before it. */
export function logoUrlOf(config: Base & Pick<Config, 'BUSINESS_LOGO_URL'>): string | null {
  const { BUSINESS_LOGO_URL: logo } = config;
  if (logo?.startsWith('/') !== true) return logo ?? null;
  const base = assetBase(config);
  return base === null ? null : `${base}${logo}`;
}

function assetBase(config: Base): string | null {
  return config.ASSET_BASE_URL ?? baseOf(config);
}

function baseOf(config: Pick<Config, 'PUBLIC_BASE_URL' | 'NODE_ENV' | 'API_PORT'>): string | null {
  if (!canLink(config)) return null;
  return config.PUBLIC_BASE_URL ?? `http://localhost:${config.API_PORT || DEFAULT_PORT}`;
}
