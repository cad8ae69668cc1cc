import type { Twilio } from 'twilio';
import { ConfigError, type Config } from '../config/config.js';
import { DeliveryFailure, InDoubt } from '../domain/errors.js';
import { failureOf, ruleOfUnlistedStatus, type Rule } from './failure-table.js';
import { createProviderHttp, type ProviderAnswer, type ProviderHttp } from './provider-http.js';
import type { Provider, SmsMessage } from './provider.js';
import { listMessages } from './twilio-list.js';

export type TwilioConfig = Pick<
  Config,
  | 'TWILIO_PHONE_NUMBER'
  | 'TWILIO_MESSAGING_SERVICE_SID'
  | 'TWILIO_BASE_URL'
  | 'PUBLIC_BASE_URL'
  | 'PROVIDER_TIMEOUT_MS'
  | 'WORKER_CONCURRENCY'
> & { readonly TWILIO_ACCOUNT_SID: string; readonly TWILIO_AUTH_TOKEN: string };

/** Seconds that Twilio accepts as a validity period. Other values are its error 90007. */
const VALIDITY_SECONDS = { min: 1, max: 36_000 };

const WRONG_NUMBER: Rule = {
  verdict: 'invalid_recipient',
  says: "the recipient's number cannot receive SMS; correct it at the booking platform",
};
const CARRIER_REFUSED: Rule = { verdict: 'rejected', says: 'the carrier refused the message' };
const LATER: Rule = { verdict: 'retry', says: 'not now' };

/** The meaning of each of Twilio's error codes. A code says more than its status, so it is read first. */
export const TWILIO_CODES: Readonly<Record<number, Rule>> = {
  20003: {
    verdict: 'channel_down',
    says: 'the credentials were refused; check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN',
  },
  20005: { verdict: 'channel_down', says: 'the account is not active; see the Twilio console' },
  20404: {
    verdict: 'channel_down',
    says: 'there is no such account here; check TWILIO_ACCOUNT_SID and TWILIO_BASE_URL',
  },
  20429: { verdict: 'slow_down', says: 'too many requests' },
  21211: WRONG_NUMBER,
  // The sender's number is meant: a setting is wrong, not the recipient.
  21212: {
    verdict: 'rejected',
    says: 'the sending number was refused; check TWILIO_PHONE_NUMBER or TWILIO_MESSAGING_SERVICE_SID',
  },
  21214: WRONG_NUMBER,
  21217: WRONG_NUMBER,
  21265: WRONG_NUMBER,
  21268: WRONG_NUMBER,
  21408: {
    verdict: 'rejected',
    says: 'the account may not send to this region; allow it in the Twilio console or change SMS_ALLOWED_COUNTRIES',
  },
  21610: { verdict: 'suppressed', says: 'the recipient has opted out by replying STOP' },
  21614: WRONG_NUMBER,
  21635: WRONG_NUMBER,
  30001: { verdict: 'retry', says: "the provider's queue is full" },
  30002: { verdict: 'channel_down', says: 'the account is suspended; see the Twilio console' },
  30003: { verdict: 'retry', says: 'the handset cannot be reached at present' },
  30004: CARRIER_REFUSED,
  30005: CARRIER_REFUSED,
  30006: CARRIER_REFUSED,
  30007: CARRIER_REFUSED,
  30008: { verdict: 'retry', says: 'the carrier gave no reason' },
};

/** The meaning of each status when the body has no code that we know. `ruleOfUnlistedStatus` reads the others. */
export const TWILIO_STATUSES: Readonly<Record<number, Rule>> = {
  400: { verdict: 'rejected', says: 'the message was refused' },
  401: {
    verdict: 'channel_down',
    says: 'the credentials were refused; check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN',
  },
  403: { verdict: 'channel_down', says: 'the account may not send; see the Twilio console' },
  // Sending has one path and one method, so only a wrong host or account answers these, and it does so to every
  // message.
  404: { verdict: 'channel_down', says: 'there is no such API here; check TWILIO_BASE_URL and TWILIO_ACCOUNT_SID' },
  405: { verdict: 'channel_down', says: 'there is no such API here; check TWILIO_BASE_URL' },
  408: { verdict: 'retry', says: 'the request did not arrive in time' },
  413: { verdict: 'rejected', says: 'the message is too large' },
  425: { verdict: 'retry', says: 'the request came too early' },
  429: { verdict: 'slow_down', says: 'too many requests' },
  500: LATER,
  502: LATER,
  503: LATER,
  504: LATER,
};

/**
 * Sends SMS by Twilio's own SDK over our HTTP client. It opens connections, so close it. The SDK takes 0.2 s to load,
 * so only processes that use Twilio load it.
 * @throws {ConfigError} for an account id that the SDK does not accept.
 */
export async function createTwilioProvider(config: TwilioConfig): Promise<Provider<SmsMessage>> {
  if (!config.TWILIO_ACCOUNT_SID.startsWith('AC'))
    throw new ConfigError('TWILIO_ACCOUNT_SID', 'must be an account SID, which starts with AC');
  const http = createProviderHttp({
    provider: 'Twilio',
    baseUrl: config.TWILIO_BASE_URL ?? 'https://api.twilio.com',
    baseUrlSetting: 'TWILIO_BASE_URL',
    timeoutMs: config.PROVIDER_TIMEOUT_MS,
    connections: 2 * config.WORKER_CONCURRENCY,
  });
  const client = await createClient(config, http);
  const sender =
    config.TWILIO_MESSAGING_SERVICE_SID === undefined
      ? { from: config.TWILIO_PHONE_NUMBER ?? '' }
      : { messagingServiceSid: config.TWILIO_MESSAGING_SERVICE_SID };

  return {
    name: 'twilio',
    channel: 'sms',
    async send(message) {
      const { statusCode, body } = await createMessage(client, {
        to: message.to,
        ...sender,
        body: message.text,
        ...(config.PUBLIC_BASE_URL === undefined
          ? {}
          : { statusCallback: statusCallback(config.PUBLIC_BASE_URL, message.notificationId) }),
        ...(message.validitySeconds === null ? {} : { validityPeriod: clampValidity(message.validitySeconds) }),
      });
      // Without its id the message cannot be found again, and an answer without one may not be Twilio's.
      const sid: unknown = body.sid;
      if (typeof sid !== 'string' || sid === '')
        throw new InDoubt(`Twilio answered ${statusCode}, but named no message`, { status: statusCode });
      return { providerMessageId: sid, status: statusCode };
    },
    lookUp: (query) => listMessages(client, query, config.PROVIDER_TIMEOUT_MS),
    close: () => http.close(),
  };
}

/** The URL for Twilio's receipts. The id in it finds the row. */
function statusCallback(publicBaseUrl: string, notificationId: string): string {
  return `${publicBaseUrl}/api/v2/webhooks/twilio/status?notification_id=${encodeURIComponent(notificationId)}`;
}

function clampValidity(seconds: number): number {
  return Math.min(Math.max(Math.floor(seconds), VALIDITY_SECONDS.min), VALIDITY_SECONDS.max);
}

/** `undefined` when Twilio took the message. */
function twilioFailure(answer: ProviderAnswer): DeliveryFailure | undefined {
  const { status } = answer;
  if (status >= 200 && status < 300) return undefined;
  const code = errorCode(answer.body);
  return failureOf(ruleOf(code, status), 'Twilio', answer, code === undefined ? undefined : String(code));
}

function ruleOf(code: number | undefined, status: number): Rule {
  const listed = code === undefined ? undefined : TWILIO_CODES[code];
  if (listed !== undefined) return listed;
  // 21xxx codes are about the content of the request, so the same request would be refused again.
  if (code !== undefined && code >= 21_000 && code <= 21_999)
    return { verdict: 'rejected', says: 'the message was refused; Twilio documents the code' };
  return TWILIO_STATUSES[status] ?? ruleOfUnlistedStatus(status, 'TWILIO_BASE_URL');
}

/** Error texts of Twilio may repeat the number, so only the code is used. */
function errorCode(body: string): number | undefined {
  try {
    const { code } = JSON.parse(body) as { code?: unknown };
    return Number.isInteger(code) && (code as number) > 0 && (code as number) < 100_000 ? (code as number) : undefined;
  } catch {
    return undefined;
  }
}

type MessageParameters = Parameters<Twilio['messages']['createWithHttpInfo']>[0];

async function createMessage(client: Twilio, parameters: MessageParameters) {
  try {
    return await client.messages.createWithHttpInfo(parameters);
  } catch (error) {
    if (error instanceof DeliveryFailure) throw error;
    // The HTTP client below throws refusals. Any other error is a success that the SDK could not read. That error
    // quotes the body, so it is dropped.
    throw new InDoubt('Twilio took the request, but its answer could not be read');
  }
}

/** A request as the SDK gives it to its HTTP client. */
interface TwilioRequest {
  readonly method: string;
  readonly uri: string;
  readonly username?: string;
  readonly password?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly params?: object;
  readonly data?: object;
}

/**
 * Creates the SDK over our HTTP client. Refusals become failures in the client, because the SDK's own errors drop the
 * headers, such as `Retry-After`, and carry Twilio's text.
 */
async function createClient(config: TwilioConfig, http: ProviderHttp): Promise<Twilio> {
  const { default: twilio } = await import('twilio');
  const httpClient = {
    async request(request: TwilioRequest) {
      // The SDK always uses its own host. TWILIO_BASE_URL replaces it.
      const { pathname, search } = new URL(request.uri);
      // The address of a further page has its query already.
      const query = form(request.params) || search.slice(1);
      const credentials = Buffer.from(`${request.username ?? ''}:${request.password ?? ''}`).toString('base64');
      const answer = await http.request({
        method: request.method.toUpperCase() === 'POST' ? 'POST' : 'GET',
        path: query === '' ? pathname : `${pathname}?${query}`,
        headers: { ...request.headers, Authorization: `Basic ${credentials}` },
        body: request.data === undefined ? null : form(request.data),
      });
      const failure = twilioFailure(answer);
      if (failure !== undefined) throw failure;
      return { statusCode: answer.status, body: answer.body, headers: answer.headers };
    },
  };
  return twilio(config.TWILIO_ACCOUNT_SID, config.TWILIO_AUTH_TOKEN, {
    // The SDK's type is a class that contains axios, but it calls only this method.
    httpClient: httpClient as unknown as NonNullable<Parameters<typeof twilio>[2]>['httpClient'],
  });
}

function form(values: object | undefined): string {
  const fields = new URLSearchParams();
  for (const [name, value] of Object.entries(values ?? {}))
    for (const each of Array.isArray(value) ? value : [value]) fields.append(name, String(each));
  return fields.toString();
}
