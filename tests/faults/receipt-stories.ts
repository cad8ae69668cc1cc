import type { AcceptedRecord } from '../support/fake-provider.js';
import { sendGridEvent, twilioStatus, type ReceiptSender } from '../support/fake-receipts.js';
import type { Random } from './seed.js';

/** What a provider says of one message, one word after the other. */
export interface Story {
  readonly channel: 'email' | 'sms';
  readonly words: readonly Word[];
  /** What the history shows in the end, in whatever order the words came. */
  readonly ends: { readonly status: string; readonly code: string | null };
}

export interface Word {
  readonly word: string;
  /** Of SendGrid: more fields of the event. Of Twilio: its error code. */
  readonly more?: Readonly<Record<string, unknown>>;
  readonly code?: string;
}

const said = (...words: (string | Word)[]): Word[] =>
  words.map((each) => (typeof each === 'string' ? { word: each } : each));
const BOUNCE: Word = { word: 'bounce', more: { type: 'bounce', status: '5.1.1', reason: 'no such mailbox' } };
const BLOCK: Word = { word: 'bounce', more: { type: 'blocked', status: '4.7.1', reason: 'not now' } };
const DROP: Word = { word: 'dropped', more: { reason: 'Bounced Address' } };

/** Written from docs/receipts.md, not from the code. The first word of each is a proof that the provider has it. */
export const STORIES: readonly Story[] = [
  { channel: 'email', words: said('processed', 'deferred', 'delivered'), ends: { status: 'delivered', code: null } },
  { channel: 'email', words: said('processed', 'delivered', 'open'), ends: { status: 'opened', code: null } },
  {
    channel: 'email',
    words: said('processed', 'deferred', 'delivered', 'open', 'click'),
    ends: { status: 'clicked', code: null },
  },
  { channel: 'email', words: said('processed', BOUNCE), ends: { status: 'bounced', code: '5.1.1' } },
  // A mailbox that took it and sends it back later.
  { channel: 'email', words: said('processed', 'delivered', BOUNCE), ends: { status: 'bounced', code: '5.1.1' } },
  { channel: 'email', words: said('processed', 'deferred', BLOCK), ends: { status: 'blocked', code: '4.7.1' } },
  { channel: 'email', words: said('processed', DROP), ends: { status: 'dropped', code: 'Bounced Address' } },
  {
    channel: 'email',
    words: said('processed', 'delivered', 'open', 'spamreport'),
    ends: { status: 'spam_report', code: null },
  },
  {
    channel: 'email',
    words: said('processed', 'delivered', 'click', 'unsubscribe'),
    ends: { status: 'unsubscribed', code: null },
  },
  { channel: 'sms', words: said('queued', 'sending', 'sent', 'delivered'), ends: { status: 'delivered', code: null } },
  { channel: 'sms', words: said('queued', 'sent', 'delivered', 'read'), ends: { status: 'opened', code: null } },
  {
    channel: 'sms',
    words: said('queued', 'sent', { word: 'undelivered', code: '30003' }),
    ends: { status: 'undelivered', code: '30003' },
  },
  {
    channel: 'sms',
    words: said('queued', { word: 'failed', code: '30005' }),
    ends: { status: 'failed', code: '30005' },
  },
];

/** How much each status tells, from least to most, as docs/receipts.md has it. */
export const FORWARD = [
  ...['deferred', 'dropped', 'failed', 'undelivered', 'blocked', 'delivered'],
  ...['bounced', 'opened', 'clicked', 'unsubscribed', 'spam_report'],
] as const;

/** One thing that a provider says of a message. */
export interface Saying {
  readonly message: AcceptedRecord;
  readonly word: Word;
  /** Its place in the story. */
  readonly number: number;
}

export function sayingsOf(message: AcceptedRecord, { words }: Story): Saying[] {
  return words.map((word, number) => ({ message, word, number }));
}

let repeats = 0;

/** Posts what is said, signed, as its provider would. SendGrid gives an event another id when it repeats it. */
export async function say(sender: ReceiptSender, apiUrl: string, sayings: readonly Saying[]): Promise<void> {
  const mails = sayings.filter(({ message }) => message.channel === 'email');
  const events = mails.map(({ message, word: { word, more = {} }, number }) =>
    sendGridEvent(message, word, {
      timestamp: Math.floor(Date.parse(message.at) / 1_000) + number,
      sg_event_id: `event-${(repeats += 1)}`,
      ...more,
    }),
  );
  const answers = [
    ...(events.length === 0 ? [] : [sender.sendGrid(apiUrl, events)]),
    ...sayings
      .filter(({ message }) => message.channel === 'sms')
      .map(({ message, word: { word, code } }) =>
        sender.twilio(apiUrl, twilioStatus(message, word, code), message.notificationId),
      ),
  ];
  for (const { status } of await Promise.all(answers))
    if (status !== 204) throw new Error(`a receipt was answered with ${status}`);
}

/** Everything twice, in an order of its own. */
export function jumbled(random: Random, sayings: readonly Saying[]): Saying[] {
  return random.shuffled([...sayings, ...sayings]);
}
