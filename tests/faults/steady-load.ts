import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { appointment, event, type Appointment, type EventType } from '../support/bookings.js';
import { canaryClient } from '../support/canaries.js';
import type { ApiClient, Caller } from '../support/client.js';
import { RECEIPT_SETTINGS, signedByTwilio } from '../support/fake-receipts.js';
import type { FaultWorld } from './fault-world.js';
import type { Random } from './seed.js';

/** How often each thing was done. */
export type Counts = Map<string, number>;

const LINES = 8;
const LONGEST_PAUSE_MS = 700;
const AGAIN_MS = 250;
const MOST_MS = 120_000;
const PASSES: ReadonlySet<number> = new Set([429, 503]);
const ADMIN: Caller = { sub: 'adam', role: 'admin' };
const INBOUND = '/api/v2/webhooks/twilio/inbound';
const STARTS = ['2031-12-01T14:00:00-05:00', '2031-12-02T09:30:00-05:00', '2031-12-03T17:15:00-05:00'];

/**
 * What a shop and its clients do all day: bookings of every kind of event, direct sends, cancels, opt-outs. Each call is
 * repeated until it is answered. `stop` resolves when all of it is.
 */
export function startLoad(it: FaultWorld, random: Random): { readonly counts: Counts; stop(): Promise<void> } {
  const counts: Counts = new Map();
  const over = new AbortController();
  const line = async (chance: Random): Promise<void> => {
    while (!over.signal.aborted) {
      const what = chance.pick(['booking', 'booking', 'booking', 'send', 'opt-out'] as const);
      await EPISODES[what](it, chance, counts);
      await wait(chance.between(0, LONGEST_PAUSE_MS));
    }
  };
  const lines = Promise.all(Array.from({ length: LINES }, (_, n) => line(random.fork(`line ${n}`))));
  // Told by `stop`.
  lines.catch(() => undefined);
  return {
    counts,
    stop: async () => {
      over.abort();
      await lines;
    },
  };
}

type Episode = (it: FaultWorld, random: Random, counts: Counts) => Promise<void>;

const EPISODES: Readonly<Record<'booking' | 'send' | 'opt-out', Episode>> = {
  /** One booking, from its first event to its last. What a newer one replaces may not be sent any more. */
  booking: async (it, random, counts) => {
    let about = appointment({ client: canaryClient(), service_name: `Haircut ${random.between(1, 99_999)}` });
    let said = await tell(it, counts, 'booking.created', { ...about, status: random.pick(['pending', 'confirmed']) });
    const changes = random.shuffled(['booking.confirmed', 'booking.rescheduled', 'booking.cancelled'] as const);
    for (const type of changes.slice(0, random.between(0, 3))) {
      await wait(random.between(0, LONGEST_PAUSE_MS));
      const starts_at = type === 'booking.rescheduled' ? random.pick(STARTS.filter(isNot(about))) : about.starts_at;
      about = { ...about, version: (about.version ?? 0) + 1, starts_at, status: 'confirmed' };
      const next = await tell(it, counts, type, about);
      // A confirmation that is already known changes nothing of what waits.
      if (type !== 'booking.confirmed') it.platform.retire(said, type);
      said = type === 'booking.confirmed' ? [...said, ...next] : next;
    }
  },

  /** A message without a booking; sometimes it is taken back. */
  send: async (it, random, counts) => {
    const { id, name, email, phone } = canaryClient();
    const key = randomUUID();
    const body = {
      recipient: { id, name, email: email!, phone: phone! },
      template_name: 'appointment_confirmation',
      context: {
        client_name: name,
        service_name: `Colour ${random.between(1, 99_999)}`,
        appointment_date: 'Monday',
        appointment_time: '2 PM',
        business_name: 'A shop',
      },
    };
    const answer = await untilAnswered(it, (api) =>
      api.POST('/api/v2/notifications', { body, params: { header: { 'Idempotency-Key': key } } }),
    );
    const planned = answer.data?.notifications ?? [];
    if (planned.length === 0) throw new Error(`a send was answered with ${answer.response.status}`);
    it.platform.acknowledge(planned);
    count(counts, 'send');
    if (!random.chance(0.4)) return;
    const [first] = planned;
    const path = { id: first!.id };
    const cancelled = await untilAnswered(it, (api) =>
      api.DELETE('/api/v2/notifications/history/{id}', { params: { path } }),
    );
    if (cancelled.response.status === 200) it.platform.retire([first!.id], 'a cancel by staff');
    count(counts, `cancel answered ${cancelled.response.status}`);
  },

  /** Somebody books, and wants no more of it, by email or by SMS. */
  'opt-out': async (it, random, counts) => {
    const client = canaryClient();
    const ids = new Map<string, string>();
    const { notifications } = await it.platform.tell(event('booking.created', appointment({ client })));
    for (const { id, notification_type } of notifications) ids.set(notification_type, id);
    const channel = random.pick(['email', 'sms'] as const);
    await (channel === 'sms' ? stop(it, client.phone!) : suppress(it, client.email!));
    const id = ids.get(channel);
    if (id !== undefined) it.platform.retire([id], 'an opt-out');
    count(counts, channel === 'sms' ? 'STOP' : 'opt-out by email');
  },
};

function isNot({ starts_at }: Appointment): (start: string) => boolean {
  return (start) => start !== starts_at;
}

async function tell(it: FaultWorld, counts: Counts, type: EventType, about: Appointment): Promise<string[]> {
  const { notifications } = await it.platform.tell(event(type, about));
  count(counts, type);
  return notifications.map(({ id }) => id);
}

async function suppress(it: FaultWorld, address: string): Promise<void> {
  const answer = await untilAnswered(it, (api) =>
    api.POST('/api/v2/suppressions', { body: { channel: 'email', address } }),
  );
  if (!answer.response.ok) throw new Error(`a suppression was answered with ${answer.response.status}`);
}

/** Answers an SMS with STOP. */
async function stop(it: FaultWorld, From: string): Promise<void> {
  const fields = {
    MessageSid: `SM${randomUUID().replaceAll('-', '')}`,
    AccountSid: RECEIPT_SETTINGS.TWILIO_ACCOUNT_SID,
    From,
    To: RECEIPT_SETTINGS.TWILIO_PHONE_NUMBER,
    Body: 'STOP',
  };
  const { response } = await untilAnswered(it, async (_, url) => {
    const answer = await fetch(url + INBOUND, {
      method: 'POST',
      body: new URLSearchParams(fields).toString(),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': signedByTwilio(RECEIPT_SETTINGS.PUBLIC_BASE_URL + INBOUND, fields),
      },
    });
    await answer.arrayBuffer();
    return { response: answer };
  });
  if (!response.ok) throw new Error(`a STOP was answered with ${response.status}`);
}

let turn = 0;

/** Calls one API after the other, until one answers. */
export async function untilAnswered<T extends { readonly response: Response }>(
  it: FaultWorld,
  call: (api: ApiClient, url: string) => Promise<T>,
): Promise<T> {
  const giveUp = Date.now() + MOST_MS;
  for (;;) {
    const api = it.apis[turn++ % it.apis.length];
    try {
      const answer = api === undefined ? undefined : await call(it.world.as(ADMIN, api), api.url);
      if (answer !== undefined && !PASSES.has(answer.response.status)) return answer;
    } catch (error) {
      // The connection broke.
      if (!(error instanceof TypeError)) throw error;
    }
    if (Date.now() > giveUp) throw new Error(`no API has answered for ${MOST_MS / 1_000} s`);
    await wait(AGAIN_MS);
  }
}

function count(counts: Counts, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}
