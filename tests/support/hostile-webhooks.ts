import { createHmac, sign, type KeyObject } from 'node:crypto';
import { HOSTILE_VALUES } from './hostile-values.js';
import type { Random } from './random.js';

/** What the API checks webhooks with. */
export interface WebhookKeys {
  /** Its public half is SENDGRID_WEBHOOK_PUBLIC_KEY. */
  readonly sendgrid: KeyObject;
  /** TWILIO_AUTH_TOKEN. */
  readonly twilio: string;
  /** PUBLIC_BASE_URL. */
  readonly publicUrl: string;
}

export interface WebhookRequest {
  readonly what: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The signature is right: what is inside may be taken. */
  readonly signed: boolean;
}

const SIGNATURE = 'x-twilio-email-event-webhook-signature';
const TIMESTAMP = 'x-twilio-email-event-webhook-timestamp';

const MALFORMED_SIGNATURES = ['', 'AAAA', '%%%', 'MEUCIQ==', 'x'.repeat(5_000), 'null', '\u00e9', 'MAYCAQACAQA='];

/** One request to SendGrid's webhook: hostile events, or a hostile signature. */
export function sendgridWebhook(random: Random, keys: WebhookKeys): WebhookRequest {
  const many = random.below(100) === 0;
  const events = Array.from({ length: many ? 10_000 : 1 + random.below(4) }, () => hostileEvent(random));
  const body =
    random.below(10) === 0 ? random.pick(['[', '{}', 'null', '[null]', '[[]]', '""']) : JSON.stringify(events);
  const time = random.pick([Math.floor(Date.now() / 1_000), 0, 99_999_999_999]).toString();
  const right = sign('sha256', Buffer.from(time + body), keys.sendgrid).toString('base64');
  const json = { 'content-type': 'application/json', [TIMESTAMP]: time };
  switch (random.below(4)) {
    case 0:
      return {
        what: 'a malformed signature',
        headers: { ...json, [SIGNATURE]: random.pick(MALFORMED_SIGNATURES) },
        body,
        signed: false,
      };
    case 1:
      return { what: 'no signature', headers: { 'content-type': 'application/json' }, body, signed: false };
    case 2:
      return { what: 'a changed body', headers: { ...json, [SIGNATURE]: right }, body: `${body} `, signed: false };
    default:
      return { what: `${events.length} hostile events`, headers: { ...json, [SIGNATURE]: right }, body, signed: true };
  }
}

function hostileEvent(random: Random): Record<string, unknown> {
  const event: Record<string, unknown> = {
    event: 'delivered',
    email: 'ann@example.com',
    timestamp: Math.floor(Date.now() / 1_000),
    sg_event_id: `event-${random.below(1_000)}`,
    sg_message_id: `message-${random.below(1_000)}`,
    notification_id: '0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f',
  };
  event[random.pick(Object.keys(event))] = hostileValue(random);
  if (random.below(5) === 0)
    event[random.pick(['type', 'reason', 'status', 'url', 'constructor'])] = hostileValue(random);
  return event;
}

/** One request to a webhook of Twilio. `path`: as the API serves it. */
export function twilioWebhook(random: Random, keys: WebhookKeys, path: string): WebhookRequest {
  const parameters: [string, string][] = [
    ['MessageSid', `SM${'0'.repeat(32)}`],
    ['MessageStatus', 'delivered'],
    ['From', '+12025550123'],
    ['To', '+12025550199'],
    ['Body', random.pick(['STOP', 'stop please', 'hello', 'START'])],
  ];
  const hostile = random.pick(parameters);
  hostile[1] = String(hostileText(random)).slice(0, 20_000);
  if (random.below(5) === 0) parameters.push(['Body', 'STOP'], ['__proto__', 'x'], ['a[b][c]', '1']);
  const body = (given: readonly (readonly [string, string])[]): string =>
    new URLSearchParams(given.map(([name, value]): [string, string] => [name, value])).toString();
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const right = twilioSignature(keys.twilio, keys.publicUrl + path, parameters);
  const reordered = parameters.toReversed();
  switch (random.below(5)) {
    case 0:
      return {
        what: 'a malformed signature',
        headers: { ...form, 'x-twilio-signature': random.pick(MALFORMED_SIGNATURES) },
        body: body(parameters),
        signed: false,
      };
    case 1:
      return { what: 'no signature', headers: form, body: body(parameters), signed: false };
    case 2:
      return {
        what: 'the signature of another address',
        headers: { ...form, 'x-twilio-signature': twilioSignature(keys.twilio, 'https://evil.example/', parameters) },
        body: body(parameters),
        signed: false,
      };
    case 3:
      return {
        what: 'reordered parameters',
        headers: { ...form, 'x-twilio-signature': right },
        body: body(reordered),
        signed: true,
      };
    default:
      return {
        what: 'hostile parameters',
        headers: { ...form, 'x-twilio-signature': right },
        body: body(parameters),
        signed: true,
      };
  }
}

/** As Twilio signs a form: the address, then every parameter once, in the order of their names and values. */
export function twilioSignature(
  token: string,
  url: string,
  parameters: readonly (readonly [string, string])[],
): string {
  const order = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
  const once = new Map(parameters.map((parameter) => [JSON.stringify(parameter), parameter])).values();
  const sorted = [...once].sort((a, b) => order(a[0], b[0]) || order(a[1], b[1]));
  return createHmac('sha1', token)
    .update(url + sorted.map(([name, value]) => name + value).join(''), 'utf8')
    .digest('base64');
}

function hostileValue(random: Random): unknown {
  return random.pick(random.pick(Object.values(HOSTILE_VALUES)))();
}

function hostileText(random: Random): unknown {
  const value = hostileValue(random);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
