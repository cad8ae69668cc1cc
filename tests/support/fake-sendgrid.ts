import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { AcceptedRecord, Ruling } from './fake-provider.js';

const MAX_MESSAGE_BYTES = 30 * 1024 * 1024;
const MAX_CUSTOM_ARGS_BYTES = 10_000;
const ADDRESS = /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/;

type Json = Record<string, unknown>;

class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly field: string | null = null,
  ) {
    super(message);
  }
}

/** SendGrid's rules for `POST /v3/mail/send`, as its reference states them. */
export function ruleOfSendGrid(request: IncomingMessage, body: Buffer, key: string | undefined): Ruling {
  try {
    const given = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (given === undefined || (key !== undefined && given !== key))
      throw new Refused(401, 'The provided authorization grant is invalid, expired, or revoked');
    if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
      throw new Refused(415, 'Content-Type should be application/json.');
    if (body.length > MAX_MESSAGE_BYTES) throw new Refused(413, 'Payload Too Large');
    return { ok: true, record: readMessage(parse(body)) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return {
      ok: false,
      status: error.status,
      body: { errors: [{ message: error.message, field: error.field, help: null }] },
    };
  }
}

function parse(body: Buffer): Json {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    value = undefined;
  }
  return asObject(value, null, 'Bad Request');
}

function readMessage(mail: Json): Omit<AcceptedRecord, 'at' | 'providerMessageId'> {
  const personalizations = asList(mail.personalizations, 'personalizations', 1000);
  const people = personalizations.map((entry, index) =>
    readPersonalization(asObject(entry, `personalizations.${index}`), `personalizations.${index}`, mail.subject),
  );
  const [first] = people;
  if (first === undefined) throw new Refused(400, 'The personalizations field is required.', 'personalizations');
  const from = readAddress(mail.from, 'from');
  const { name } = mail.from as Json;
  const content = readContent(mail.content);
  const customArgs = { ...readStrings(mail.custom_args, 'custom_args'), ...first.customArgs };
  if (Buffer.byteLength(JSON.stringify(customArgs)) >= MAX_CUSTOM_ARGS_BYTES)
    throw new Refused(400, 'The custom_args must be under 10,000 bytes.', 'custom_args');
  const headers = readStrings(mail.headers, 'headers');
  const { asm } = mail;
  if (asm !== undefined && !Number.isInteger(asObject(asm, 'asm').group_id))
    throw new Refused(400, 'The asm group_id must be an integer.', 'asm.group_id');

  return {
    channel: 'email',
    notificationId: customArgs.notification_id ?? null,
    to: first.to,
    from,
    subject: first.subject,
    text: content['text/plain'] ?? '',
    html: content['text/html'] ?? null,
    extra: {
      from_name: name ?? null,
      reply_to: mail.reply_to === undefined ? null : readAddress(mail.reply_to, 'reply_to'),
      custom_args: customArgs,
      headers,
      asm: asm ?? null,
      tracking_settings: mail.tracking_settings ?? null,
    },
  };
}

function readPersonalization(entry: Json, field: string, commonSubject: unknown) {
  const to = asList(entry.to, `${field}.to`, 1000).map((address, index) =>
    readAddress(address, `${field}.to.${index}`),
  );
  if (new Set(to.map((address) => address.toLowerCase())).size !== to.length)
    throw new Refused(400, 'Each email address in the personalization block should be unique.', field);
  const subject = entry.subject ?? commonSubject;
  if (typeof subject !== 'string' || subject === '')
    throw new Refused(
      400,
      'The subject is required. You can get around this requirement if you use a template.',
      'subject',
    );
  if (/[\r\n]/.test(subject)) throw new Refused(400, 'The subject must not contain line breaks.', 'subject');
  return { to: to[0] ?? '', subject, customArgs: readStrings(entry.custom_args, `${field}.custom_args`) };
}

/** text/plain before text/html, each once, none empty. */
function readContent(value: unknown): Record<string, string> {
  const parts = asList(value, 'content', 10).map((part, index) => {
    const { type, value: text } = asObject(part, `content.${index}`);
    if (typeof type !== 'string' || type === '')
      throw new Refused(400, 'The content type is required.', `content.${index}.type`);
    if (typeof text !== 'string' || text === '')
      throw new Refused(
        400,
        'The content value must be a string at least one character in length.',
        `content.${index}.value`,
      );
    return [type, text] as const;
  });
  const order = parts.map(([type]) => ['text/plain', 'text/html'].indexOf(type)).map((rank) => (rank < 0 ? 9 : rank));
  if (order.some((rank, index) => index > 0 && rank < (order[index - 1] ?? 0)))
    throw new Refused(
      400,
      'If present, text/plain and text/html may only be provided once and in that order.',
      'content',
    );
  if (new Set(parts.map(([type]) => type)).size !== parts.length)
    throw new Refused(400, 'If present, text/plain and text/html may only be provided once.', 'content');
  return Object.fromEntries(parts);
}

function readAddress(value: unknown, field: string): string {
  const { email } = asObject(value, field);
  if (typeof email !== 'string' || !ADDRESS.test(email) || email.length > 320)
    throw new Refused(400, 'Does not contain a valid address.', `${field}.email`);
  return email;
}

function readStrings(value: unknown, field: string): Record<string, string> {
  if (value === undefined) return {};
  const entries = Object.entries(asObject(value, field));
  for (const [name, entry] of entries) {
    if (typeof entry !== 'string') throw new Refused(400, `The ${field} values must be strings.`, `${field}.${name}`);
    if (field === 'headers' && /[\r\n]/.test(name + entry))
      throw new Refused(400, 'The headers must not contain line breaks.', field);
  }
  return Object.fromEntries(entries) as Record<string, string>;
}

function asObject(value: unknown, field: string | null, message = 'Invalid type. Expected: object.'): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refused(400, message, field);
  return value as Json;
}

function asList(value: unknown, field: string, most: number): unknown[] {
  if (!Array.isArray(value) || value.length === 0)
    throw new Refused(400, `The ${field} field is required and must have at least one entry.`, field);
  if (value.length > most) throw new Refused(400, `The ${field} field may have at most ${most} entries.`, field);
  return value as unknown[];
}

export function sendGridMessageId(): string {
  return randomBytes(16).toString('base64url');
}

export function sendGridYes(record: AcceptedRecord) {
  return { status: 202, headers: { 'x-message-id': record.providerMessageId }, body: '' };
}
