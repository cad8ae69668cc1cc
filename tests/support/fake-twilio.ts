import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { AcceptedRecord, FakeProviderOptions, Ruling } from './fake-provider.js';

class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** Twilio's rules for creating a message, with the codes of its error dictionary. */
export function ruleOfTwilio(request: IncomingMessage, body: Buffer, expected: FakeProviderOptions['twilio']): Ruling {
  try {
    checkAccount(request, expected);
    if (!/^application\/x-www-form-urlencoded\b/.test(request.headers['content-type'] ?? ''))
      throw new Refused(415, 20415, 'Unsupported Media Type');
    return { ok: true, record: readMessage(new URLSearchParams(body.toString('utf8'))) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { code, message, status } = error;
    return {
      ok: false,
      status,
      body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
    };
  }
}

function checkAccount(request: IncomingMessage, expected: FakeProviderOptions['twilio']): void {
  const account = /\/Accounts\/([^/]+)\//.exec(request.url ?? '')?.[1];
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const [sid, token] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  const known =
    expected === undefined
      ? sid !== undefined && /^AC/.test(sid) && token !== undefined && token !== ''
      : sid === expected.accountSid && token === expected.authToken;
  if (!known) throw new Refused(401, 20003, 'Authenticate');
  if (account !== sid) throw new Refused(404, 20404, `The requested resource ${request.url ?? ''} was not found`);
}

function readMessage(form: URLSearchParams): Omit<AcceptedRecord, 'at' | 'providerMessageId'> {
  for (const name of new Set(form.keys()))
    if (form.getAll(name).length > 1) throw new Refused(400, 20001, `Parameter ${name} was given twice`);
  const to = form.get('To') ?? '';
  if (to === '') throw new Refused(400, 21604, "A 'To' phone number is required.");
  if (!/^\+[1-9]\d{6,14}$/.test(to)) throw new Refused(400, 21211, `Invalid 'To' Phone Number: ${to}`);
  const from = form.get('From');
  const service = form.get('MessagingServiceSid');
  if (from === null && service === null) throw new Refused(400, 21603, "A 'From' phone number is required.");
  if (from !== null && !/^\+[1-9]\d{6,14}$/.test(from))
    throw new Refused(400, 21212, `Invalid From Number (caller ID): ${from}`);
  if (service !== null && !/^MG/.test(service)) throw new Refused(400, 21701, 'The Messaging Service does not exist');
  if (from === to) throw new Refused(400, 21266, "'To' and 'From' number cannot be the same");
  const text = form.get('Body') ?? '';
  if (text === '') throw new Refused(400, 21602, 'Message body is required.');
  if (text.length > 1600)
    throw new Refused(400, 21617, 'The concatenated message body exceeds the 1600 character limit');
  const validity = form.get('ValidityPeriod');
  if (validity !== null && !(/^\d+$/.test(validity) && Number(validity) >= 1 && Number(validity) <= 36_000))
    throw new Refused(400, 90007, 'Invalid validity period value');
  const callback = form.get('StatusCallback');
  if (callback !== null && !(URL.canParse(callback) && /^https?:$/.test(new URL(callback).protocol)))
    throw new Refused(400, 21609, `The StatusCallback URL ${callback} is not a valid URL.`);

  return {
    channel: 'sms',
    notificationId: callback === null ? null : new URL(callback).searchParams.get('notification_id'),
    to,
    from: from ?? service ?? '',
    subject: null,
    text,
    html: null,
    extra: {
      StatusCallback: callback,
      ValidityPeriod: validity === null ? null : Number(validity),
      MessagingServiceSid: service,
    },
  };
}

export function twilioMessageId(): string {
  return `SM${randomBytes(16).toString('hex')}`;
}

export function twilioYes(record: AcceptedRecord) {
  return {
    status: 201,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(messageResource(record, 'queued')),
  };
}

/** Twilio's limit of a page. */
const MOST_ON_A_PAGE = 1_000;

/** The list of messages: newest first, by `To`, `From` and `DateSent`, in pages. Messages that people sent are in it too. */
export function twilioList(
  request: IncomingMessage,
  accepted: readonly AcceptedRecord[],
  expected: FakeProviderOptions['twilio'],
): { status: number; body: unknown } {
  const { searchParams, pathname } = new URL(request.url ?? '/', 'http://fake');
  try {
    checkAccount(request, expected);
    const size = Math.min(wholeNumber(searchParams, 'PageSize', 50), MOST_ON_A_PAGE);
    const page = wholeNumber(searchParams, 'Page', 0);
    const found = accepted.filter((record) => record.channel === 'sms' && isAskedFor(record, searchParams)).reverse();
    const messages = found.slice(page * size, (page + 1) * size).map((record) => messageResource(record, 'sent'));
    const at = (n: number): string => {
      const query = new URLSearchParams(searchParams);
      query.set('Page', String(n));
      if (n > 0) query.set('PageToken', `PA${messages.at(-1)?.sid ?? ''}`);
      return `${pathname}?${query.toString()}`;
    };
    return {
      status: 200,
      body: {
        messages,
        page,
        page_size: size,
        start: page * size,
        end: page * size + Math.max(messages.length - 1, 0),
        uri: at(page),
        first_page_uri: at(0),
        previous_page_uri: page > 0 ? at(page - 1) : null,
        next_page_uri: (page + 1) * size < found.length ? at(page + 1) : null,
      },
    };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { status: error.status, body: { code: error.code, message: error.message, status: error.status } };
  }
}

function wholeNumber(query: URLSearchParams, name: string, otherwise: number): number {
  const value = query.get(name) ?? String(otherwise);
  if (!/^\d{1,6}$/.test(value)) throw new Refused(400, 20001, `${name} is not a number`);
  return Number(value);
}

/** `DateSent>` and `DateSent<` include their bound, and `DateSent` is a whole day. */
function isAskedFor({ to, from, at }: AcceptedRecord, query: URLSearchParams): boolean {
  const dateOf = (name: string): number | null => {
    const value = query.get(name);
    if (value === null) return null;
    if (Number.isNaN(Date.parse(value))) throw new Refused(400, 20001, `${name} is not a date`);
    return Date.parse(value);
  };
  const sent = Math.floor(Date.parse(at) / 1_000) * 1_000;
  const [after, before, day] = [dateOf('DateSent>'), dateOf('DateSent<'), query.get('DateSent')];
  return (
    (query.get('To') ?? to) === to &&
    (query.get('From') ?? from) === from &&
    (after === null || sent >= after) &&
    (before === null || sent <= before) &&
    (day === null || at.startsWith(day))
  );
}

function messageResource(record: AcceptedRecord, status: 'queued' | 'sent') {
  const at = new Date(record.at).toUTCString().replace('GMT', '+0000');
  const service = record.extra.MessagingServiceSid ?? null;
  return {
    sid: record.providerMessageId,
    api_version: '2010-04-01',
    body: record.text,
    date_created: at,
    date_sent: status === 'sent' ? at : null,
    date_updated: at,
    direction: record.extra.direction ?? 'outbound-api',
    error_code: null,
    error_message: null,
    from: service === null ? record.from : null,
    messaging_service_sid: service,
    num_media: '0',
    num_segments: '1',
    price: null,
    price_unit: 'USD',
    status,
    to: record.to,
  };
}
