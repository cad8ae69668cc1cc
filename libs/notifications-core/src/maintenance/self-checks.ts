import type { Config } from '../config/config.js';
import { isLoopback, isProvidersOwn, PROVIDER_HOSTS, type ProviderHostSetting } from '../config/outside-hosts.js';
import { channelMode } from '../providers/registry.js';

/** What a process finds out about itself and what it stands on. */
export interface SelfFacts {
  readonly config: Config;
  /** `maxmemory-policy` of Redis. `undefined`: Redis was not reached, or is not used. `null`: it does not tell. */
  readonly redisPolicy: string | null | undefined;
  /** How far this process' clock is ahead of the database's, at least, in milliseconds. `null`: not known. */
  readonly clockAheadMs: number | null;
  /** Migrations of this release that the database lacks. Empty while it is away. */
  readonly pendingMigrations: readonly string[];
}

/** Says what is wrong and what to do, in one sentence that begins with the part or setting. `null`: all is well. */
type SelfCheck = (facts: SelfFacts) => string | null;

/** With clocks further apart, times in logs mislead, and tokens may seem expired. Nothing is sent at a wrong time. */
const CLOCKS_APART_MS = 1_000;

const redisKeepsJobs: SelfCheck = ({ redisPolicy }) => {
  if (redisPolicy === undefined || redisPolicy === 'noeviction') return null;
  if (redisPolicy === null)
    return 'Redis does not tell its maxmemory-policy: make sure that it is noeviction, or jobs may be dropped';
  return `Redis may drop jobs, because its maxmemory-policy is ${redisPolicy}: set it to noeviction`;
};

const clocksAgree: SelfCheck = ({ clockAheadMs }) => {
  if (clockAheadMs === null || Math.abs(clockAheadMs) <= CLOCKS_APART_MS) return null;
  const seconds = (Math.abs(clockAheadMs) / 1_000).toFixed(1);
  const way = clockAheadMs > 0 ? 'ahead of' : 'behind';
  return `The clock of this process is ${seconds} s ${way} the database's: let both follow the same time server`;
};

const isMigrated: SelfCheck = ({ pendingMigrations }) =>
  pendingMigrations.length === 0
    ? null
    : `The database lacks ${pendingMigrations.length} migrations (${pendingMigrations.join(', ')}): npm run notify -- migrate`;

const isLive = (config: Config, channel: 'email' | 'sms'): boolean => channelMode(config, channel) === 'live';

/** Whether a channel speaks to its provider itself. A proxy or a fake may take other keys. */
const isDirect = (config: Config, setting: ProviderHostSetting): boolean => {
  const url = config[setting];
  return isLive(config, PROVIDER_HOSTS[setting].channel) && (url === undefined || isProvidersOwn(setting, url));
};

const otherHost =
  (setting: ProviderHostSetting): SelfCheck =>
  ({ config }) => {
    const { channel, provider } = PROVIDER_HOSTS[setting];
    const url = config[setting];
    if (!isLive(config, channel) || url === undefined || isProvidersOwn(setting, url)) return null;
    return `${setting} leads to ${new URL(url).host} instead of ${provider}: nothing arrives unless that host passes it on`;
  };

const sendgridKey: SelfCheck = ({ config }) =>
  !isDirect(config, 'SENDGRID_BASE_URL') || config.SENDGRID_API_KEY?.startsWith('SG.') === true
    ? null
    : 'SENDGRID_API_KEY does not begin with "SG.": it is no key of SendGrid, copy it again from Settings → API Keys';

const twilioAccount: SelfCheck = ({ config }) =>
  !isDirect(config, 'TWILIO_BASE_URL') || /^AC[\da-f]{32}$/i.test(config.TWILIO_ACCOUNT_SID ?? '')
    ? null
    : 'TWILIO_ACCOUNT_SID is not "AC" and 32 hexadecimal digits: copy it again from the Twilio console';

const twilioToken: SelfCheck = ({ config }) =>
  !isDirect(config, 'TWILIO_BASE_URL') || /^[\da-f]{32}$/i.test(config.TWILIO_AUTH_TOKEN ?? '')
    ? null
    : 'TWILIO_AUTH_TOKEN is not 32 hexadecimal digits: copy it again from the Twilio console';

const messagingService: SelfCheck = ({ config }) => {
  const sid = config.TWILIO_MESSAGING_SERVICE_SID;
  return sid === undefined || !isDirect(config, 'TWILIO_BASE_URL') || /^MG[\da-f]{32}$/i.test(sid)
    ? null
    : 'TWILIO_MESSAGING_SERVICE_SID is not "MG" and 32 hexadecimal digits: copy it again from the Twilio console';
};

const sendgridReceipts: SelfCheck = ({ config }) =>
  !isLive(config, 'email') || config.SENDGRID_WEBHOOK_PUBLIC_KEY !== undefined
    ? null
    : 'SENDGRID_WEBHOOK_PUBLIC_KEY is not set: it is not heard what was delivered, bounced or called spam, so bad addresses stay in use';

const twilioReceipts: SelfCheck = ({ config }) =>
  !isLive(config, 'sms') || config.PUBLIC_BASE_URL !== undefined
    ? null
    : 'PUBLIC_BASE_URL is not set: it is not heard whether an SMS arrived, nor who answers STOP';

const marketing: SelfCheck = ({ config }) =>
  config.NODE_ENV !== 'production' || config.PUBLIC_BASE_URL !== undefined
    ? null
    : 'PUBLIC_BASE_URL is not set: no marketing goes out, because its readers could not unsubscribe';

const publicIsEncrypted: SelfCheck = ({ config }) => {
  const url = config.PUBLIC_BASE_URL;
  if (config.NODE_ENV !== 'production' || url === undefined || url.startsWith('https://') || isLoopback(url))
    return null;
  return 'PUBLIC_BASE_URL is not https: links in mails and calls of providers go over the network in clear';
};

const CHECKS: readonly SelfCheck[] = [
  isMigrated,
  redisKeepsJobs,
  clocksAgree,
  otherHost('SENDGRID_BASE_URL'),
  otherHost('TWILIO_BASE_URL'),
  sendgridKey,
  twilioAccount,
  twilioToken,
  messagingService,
  sendgridReceipts,
  twilioReceipts,
  marketing,
  publicIsEncrypted,
];

/** Everything that is wrong, and what to do about each. Nothing of it stops a process. It shows no secret. */
export function findWrong(facts: SelfFacts): string[] {
  return CHECKS.flatMap((check) => check(facts) ?? []);
}
