import { Client } from '@sendgrid/client';
import { MailService } from '@sendgrid/mail';
import type { Config } from '../config/config.js';
import { DeliveryFailure, InDoubt } from '../domain/errors.js';
import { failureOf, ruleOfUnlistedStatus, type Rule } from './failure-table.js';
import { createProviderHttp, type ProviderAnswer, type ProviderHttp } from './provider-http.js';
import type { EmailMessage, Provider } from './provider.js';

export type SendGridConfig = Pick<
  Config,
  | 'SENDGRID_FROM_EMAIL'
  | 'SENDGRID_FROM_NAME'
  | 'SENDGRID_BASE_URL'
  | 'SENDGRID_TRACKING'
  | 'PROVIDER_TIMEOUT_MS'
  | 'WORKER_CONCURRENCY'
> & { readonly SENDGRID_API_KEY: string; readonly SENDGRID_UNSUBSCRIBE_GROUP_ID?: number | undefined };

/** The meaning of each status of `POST /v3/mail/send`. `ruleOfUnlistedStatus` reads the others. */
export const SENDGRID_STATUSES: Readonly<Record<number, Rule>> = {
  400: { verdict: 'rejected', says: 'the message was refused' },
  401: {
    verdict: 'channel_down',
    says: 'the key is wrong or the plan is used up; check SENDGRID_API_KEY and the account',
  },
  403: {
    verdict: 'channel_down',
    says: 'the key may not send, or the sender is not verified; check SENDGRID_API_KEY and SENDGRID_FROM_EMAIL',
  },
  // Sending has one path and one method, so only a wrong host answers these, and it does so to every message.
  404: { verdict: 'channel_down', says: 'there is no mail API at this address; check SENDGRID_BASE_URL' },
  405: { verdict: 'channel_down', says: 'there is no mail API at this address; check SENDGRID_BASE_URL' },
  // The server did not get the request in time, or did not act on it yet: it does not have the message.
  408: { verdict: 'retry', says: 'the request did not arrive in time' },
  413: { verdict: 'rejected', says: 'the message is too large (SendGrid takes 30 MB)' },
  425: { verdict: 'retry', says: 'the request came too early' },
  429: { verdict: 'slow_down', says: 'too many requests' },
  500: { verdict: 'retry', says: 'trouble at SendGrid' },
  502: { verdict: 'retry', says: 'trouble at SendGrid' },
  503: { verdict: 'retry', says: 'SendGrid is not available' },
  504: { verdict: 'retry', says: 'trouble at SendGrid' },
};

const INVALID_RECIPIENT: Rule = {
  verdict: 'invalid_recipient',
  says: "the recipient's address was refused; correct it at the booking platform",
};

/**
 * Sends email by SendGrid's own SDK over our HTTP client. It opens connections, so close it.
 */
export function createSendGridProvider(config: SendGridConfig): Provider<EmailMessage> {
  const baseUrl = config.SENDGRID_BASE_URL ?? 'https://api.sendgrid.com';
  const http = createProviderHttp({
    provider: 'SendGrid',
    baseUrl,
    baseUrlSetting: 'SENDGRID_BASE_URL',
    timeoutMs: config.PROVIDER_TIMEOUT_MS,
    connections: 2 * config.WORKER_CONCURRENCY,
  });
  const mail = createMailService(config.SENDGRID_API_KEY, baseUrl, http);
  const trackingSettings = {
    // Not in the text part: its links would become long and unreadable.
    clickTracking: { enable: config.SENDGRID_TRACKING, enableText: false },
    openTracking: { enable: config.SENDGRID_TRACKING },
  };
  const from = {
    email: config.SENDGRID_FROM_EMAIL ?? '',
    ...(config.SENDGRID_FROM_NAME === undefined ? {} : { name: config.SENDGRID_FROM_NAME }),
  };

  return {
    name: 'sendgrid',
    channel: 'email',
    async send(message) {
      const answer = await mail({
        from,
        // As an object, so that the SDK looks for no display name in the address.
        to: { email: message.to },
        ...(message.replyTo === null ? {} : { replyTo: { email: message.replyTo } }),
        subject: message.subject,
        text: message.text,
        html: message.html,
        trackingSettings,
        customArgs: { notification_id: message.notificationId },
        ...unsubscribing(message, config.SENDGRID_UNSUBSCRIBE_GROUP_ID),
      });
      const failure = sendGridFailure(answer);
      if (failure !== undefined) throw failure;
      return { providerMessageId: messageId(answer), status: answer.status };
    },
    close: () => http.close(),
  };
}

/**
 * What marketing carries: both headers of RFC 8058, for the button beside the sender, and the account's own group where
 * one is set. Messages about a booking carry neither.
 */
function unsubscribing({ unsubscribeUrl }: EmailMessage, groupId: number | undefined) {
  if (unsubscribeUrl === null) return {};
  return {
    headers: { 'List-Unsubscribe': `<${unsubscribeUrl}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
    ...(groupId === undefined ? {} : { asm: { groupId } }),
  };
}

/** `undefined` when SendGrid took the message. */
function sendGridFailure(answer: ProviderAnswer): DeliveryFailure | undefined {
  const { status } = answer;
  if (status >= 200 && status < 300) {
    // SendGrid accepts with 202, and the body says nothing. Any other success that is a text page without a message id
    // comes from a host in between that does not know our message.
    if (status === 202 || messageId(answer) !== null || answer.body.trim() === '' || isJson(answer.body))
      return undefined;
    return failureOf({ verdict: 'in_doubt', says: 'the answer is not one of SendGrid' }, 'SendGrid', answer);
  }
  const field = status === 400 ? refusedField(answer.body) : undefined;
  const rule =
    field !== undefined && /^personalizations\b.*\bto\b.*\bemail$/.test(field)
      ? INVALID_RECIPIENT
      : (SENDGRID_STATUSES[status] ?? ruleOfUnlistedStatus(status, 'SENDGRID_BASE_URL'));
  return failureOf(rule, 'SendGrid', answer, field);
}

function messageId({ headers }: ProviderAnswer): string | null {
  const id = headers['x-message-id'];
  return typeof id === 'string' && id !== '' ? id : null;
}

function isJson(body: string): boolean {
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}

/** The words in field paths of SendGrid's request. A path with any other word might hold the refused value. */
const FIELD =
  /^(?:(?:personalizations|to|cc|bcc|from|reply_to|subject|content|type|value|email|name|headers|asm|group_id|custom_args|notification_id|\d{1,3})(?:\.|\[|\]\.?|$))+$/;

/**
 * Returns the path of a refused field. Error texts of SendGrid may repeat the address, so nothing else of them is used.
 */
function refusedField(body: string): string | undefined {
  try {
    const { errors } = JSON.parse(body) as { errors?: unknown };
    if (!Array.isArray(errors)) return undefined;
    return errors
      .map((error: unknown) => (error as { field?: unknown } | null)?.field)
      .find((field): field is string => typeof field === 'string' && FIELD.test(field));
  } catch {
    return undefined;
  }
}

/** The part of an axios request that an adapter needs. */
interface AxiosRequest {
  readonly url: string;
  readonly headers: { toJSON(): Record<string, string | string[] | number | boolean | null> };
  readonly data: string;
}

/** The adapter's answer as the SDK returns it. The SDK types the body as an object. */
interface SdkAnswer {
  readonly statusCode: number;
  readonly headers: ProviderAnswer['headers'];
  readonly body: string;
}

/**
 * Creates the SDK over our HTTP client, with its own instances, because the exported ones are global. The adapter never
 * rejects because of a status: errors of axios or the SDK would carry the key and the message.
 */
function createMailService(apiKey: string, baseUrl: string, http: ProviderHttp) {
  const client = new Client();
  client.setApiKey(apiKey);
  // Must come after the key, because setting the key resets the host.
  client.setDefaultRequest('baseUrl', baseUrl);
  const adapter = async (config: AxiosRequest) => {
    const headers = Object.entries(config.headers.toJSON()).map(([name, value]) => [name, String(value)]);
    const answer = await http.request({
      method: 'POST',
      path: config.url,
      headers: Object.fromEntries(headers) as Record<string, string>,
      body: config.data,
    });
    return { ...answer, data: answer.body, statusText: '', config };
  };
  // The SDK passes axios options on, but its types know only some. As text, bodies stay unparsed.
  client.setDefaultRequest({ adapter, responseType: 'text' } as unknown as Parameters<Client['setDefaultRequest']>[0]);
  const service = new MailService();
  service.setClient(client);

  return async (data: Parameters<typeof service.send>[0]): Promise<ProviderAnswer> => {
    try {
      const [{ statusCode, headers, body }] = (await service.send(data)) as unknown as [SdkAnswer];
      return { status: statusCode, headers, body };
    } catch (error) {
      if (error instanceof DeliveryFailure) throw error;
      // An unknown error: the message may or may not have been sent. Its text may hold anything and is dropped.
      throw new InDoubt('The SendGrid SDK failed while sending');
    }
  };
}
