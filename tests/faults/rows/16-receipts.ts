import type { AcceptedRecord } from '../../support/fake-provider.js';
import { createReceiptSender, type ReceiptSender } from '../../support/fake-receipts.js';
import { PATIENCE, type FaultWorld } from '../fault-world.js';
import { createFleet } from '../fleet.js';
import { FORWARD, jumbled, say, sayingsOf, STORIES, type Saying, type Story } from '../receipt-stories.js';
import type { Row, RowContext } from '../row.js';

const SIZES = { full: { bookings: 200, kills: 6 }, short: { bookings: 30, kills: 1 } } as const;
const IN_A_CALL = 40;
const CALLS_AT_A_TIME = 4;

/** Notes each change of what is known of a delivery. It stands in databases of tests only. */
const TRIGGER = `
  CREATE TABLE faults.delivery (number bigint GENERATED ALWAYS AS IDENTITY, id uuid, before text, after text);
  CREATE FUNCTION faults.note_delivery() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO faults.delivery (id, before, after) VALUES (NEW.id, OLD.delivery_status, NEW.delivery_status);
    RETURN NULL; END $$;
  CREATE TRIGGER note_delivery AFTER UPDATE ON notification FOR EACH ROW
    WHEN (OLD.delivery_status IS DISTINCT FROM NEW.delivery_status) EXECUTE FUNCTION faults.note_delivery();`;

export const receipts: Row = {
  number: 16,
  title: 'receipts doubled, reordered, replayed, before our own record',
  expected: 'delivery state only moves forward; proof settles every doubt',
  allowed: { twice: 0 },
  run: async (context) => {
    const { random, size, world, drawn, note, expect } = context;
    const { bookings, kills } = SIZES[size];
    const sender = createReceiptSender();
    const killAt = Array.from({ length: kills }, () => random.between(5, 2 * bookings - 5));
    drawn(`workers die at the accepts ${killAt.join(', ')}`);

    // Each message gets one of the stories of its channel, and the beginning of it before its own record.
    const stories = new Map<AcceptedRecord, Story>();
    let it: FaultWorld | null = null;
    const onAccepted = async (message: AcceptedRecord): Promise<void> => {
      if (it === null) return;
      const ofChannel = STORIES.filter(({ channel }) => channel === message.channel);
      const story = ofChannel[stories.size % ofChannel.length]!;
      stories.set(message, story);
      const dies = killAt.includes(stories.size);
      await say(sender, it.apis[0]!.url, sayingsOf(message, story).slice(0, 1));
      if (!dies) return;
      const claimer = await it.claimerOf(message.notificationId!);
      if (claimer !== undefined) await fleet.replace(claimer);
    };
    it = await world({
      apis: 2,
      workers: 3,
      environment: { ...PATIENCE, CLAIM_LEASE_SECONDS: '20', IN_DOUBT_WAIT_SECONDS: '3', ...sender.settings },
      onAccepted,
    });
    const fleet = createFleet(it);
    await it.world.sql.query(TRIGGER);
    await it.platform.book(bookings);
    await fleet.complete();
    it.faultOver();
    await it.everythingEnds(120_000);

    const all = [...stories].flatMap(([message, story]) => sayingsOf(message, story));
    const sent = jumbled(random, all);
    await sayAll(it, sender, sent);
    const before = await deliveries(context, it, stories);
    await sayAll(it, sender, random.shuffled(all));
    const after = await deliveries(context, it, stories);
    expect(before === after, 'what is known of a delivery changes when receipts are played again');
    await onlyForward(context, it);
    note(
      `${stories.size} messages, ${kills} workers killed between accept and record, each accept proven by a receipt`,
    );
    note(`${all.length} receipts, each three times and more, in ${STORIES.length} stories`);
  },
};

/** Posts in calls of a few, several at a time, to both APIs. */
async function sayAll(it: FaultWorld, sender: ReceiptSender, sayings: readonly Saying[]): Promise<void> {
  const left = [...sayings];
  const work = async (line: number): Promise<void> => {
    while (left.length > 0) await say(sender, it.apis[line % it.apis.length]!.url, left.splice(0, IN_A_CALL));
  };
  await Promise.all(Array.from({ length: CALLS_AT_A_TIME }, (_, line) => work(line)));
}

interface Delivery {
  readonly id: string;
  readonly status: string | null;
  readonly code: string | null;
  readonly receipts: number;
}

/** Compares each message with its story. Gives all that is known of them as text. */
async function deliveries(
  { expect }: RowContext,
  it: FaultWorld,
  stories: ReadonlyMap<AcceptedRecord, Story>,
): Promise<string> {
  const { rows } = await it.world.sql.query<Delivery>(
    `SELECT id, delivery_status AS status, delivery_code AS code,
       (SELECT count(*)::int FROM receipt WHERE notification_id = notification.id) AS receipts
     FROM notification ORDER BY id`,
  );
  const known = new Map(rows.map((row) => [row.id, row]));
  for (const [{ notificationId }, { words, ends }] of stories) {
    const found = known.get(notificationId ?? '');
    const told = words.map(({ word }) => word).join(' ');
    const isRight = found?.status === ends.status && found.code === ends.code;
    expect(
      isRight,
      `${told}: ends ${ends.status} ${ends.code ?? ''}, and is ${found?.status ?? 'none'} ${found?.code ?? ''}`,
    );
    expect(found?.receipts === words.length, `${told}: ${found?.receipts ?? 0} receipts are kept`);
  }
  return JSON.stringify(rows);
}

async function onlyForward({ expect, note }: RowContext, it: FaultWorld): Promise<void> {
  const { rows } = await it.world.sql.query<{ before: string | null; after: string | null }>(
    'SELECT before, after FROM faults.delivery ORDER BY number',
  );
  const rank = (status: string | null): number => FORWARD.findIndex((each) => each === status);
  const back = rows.filter(({ before, after }) => rank(after) <= rank(before));
  expect(
    back.length === 0,
    `went back: ${back.map(({ before, after }) => `${before ?? ''} to ${after ?? ''}`).join(', ')}`,
  );
  note(`${rows.length} changes of a delivery, each forward`);
}
