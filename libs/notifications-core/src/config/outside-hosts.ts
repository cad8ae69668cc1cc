import { isIP } from 'node:net';

/** Whose API a channel speaks to, and where it is if nobody says otherwise. */
export const PROVIDER_HOSTS = {
  SENDGRID_BASE_URL: { domain: 'sendgrid.com', channel: 'email', provider: 'SendGrid' },
  TWILIO_BASE_URL: { domain: 'twilio.com', channel: 'sms', provider: 'Twilio' },
} as const;

export type ProviderHostSetting = keyof typeof PROVIDER_HOSTS;

/** Whether a URL leads to this machine itself. Nothing on the way can read or change it. */
export function isLoopback(url: string): boolean {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '').toLowerCase();
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** Whether a URL leads to the provider itself. A domain that only ends alike, such as evilsendgrid.com, does not. */
export function isProvidersOwn(setting: ProviderHostSetting, url: string): boolean {
  const { domain } = PROVIDER_HOSTS[setting];
  const host = new URL(url).hostname.toLowerCase();
  return host === domain || host.endsWith(`.${domain}`);
}

/** What the rules for hosts read. */
export interface OutsideHosts {
  readonly NODE_ENV: string;
  readonly SENDGRID_BASE_URL: string | undefined;
  readonly TWILIO_BASE_URL: string | undefined;
  readonly JWT_JWKS_URL: string | undefined;
  readonly ALLOW_OTHER_PROVIDER_HOSTS: boolean;
}

/**
 * In production, people's addresses and our keys leave only encrypted, and only for the provider that they are meant
 * for. This machine itself is allowed: a proxy beside the service listens there.
 * @returns the setting that breaks a rule, with what to do. `null`: none does.
 */
export function wrongHost(config: OutsideHosts): { readonly variable: string; readonly problem: string } | null {
  if (config.NODE_ENV !== 'production') return null;
  for (const variable of ['SENDGRID_BASE_URL', 'TWILIO_BASE_URL', 'JWT_JWKS_URL'] as const) {
    const url = config[variable];
    if (url === undefined || isLoopback(url)) continue;
    if (!url.toLowerCase().startsWith('https://')) return { variable, problem: 'must be https in production' };
    if (variable === 'JWT_JWKS_URL' || config.ALLOW_OTHER_PROVIDER_HOSTS || isProvidersOwn(variable, url)) continue;
    const { domain } = PROVIDER_HOSTS[variable];
    return {
      variable,
      problem: `must be a host of ${domain} in production (or set ALLOW_OTHER_PROVIDER_HOSTS=true, if it is your own proxy)`,
    };
  }
  return null;
}
