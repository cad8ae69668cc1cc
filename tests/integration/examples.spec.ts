import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@booking/local-stack';
import { appointment, clientByEmail, event } from '../support/bookings.js';
import { testToken } from '../support/processes.js';
import { committed } from '../support/reference-files.js';
import { startWorld, until, type Caller, type World } from '../support/world.js';

const SERVICE: Caller = { sub: 'booking-platform', role: 'service' };
const STAFF: Caller = { sub: 'sue', role: 'staff' };

const FOLDER = join(repositoryRoot, 'docs', 'examples');

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** Runs an example as a reader would, and gives the lines that it prints. */
async function run(example: string, who: Caller, ...args: string[]): Promise<string[]> {
  const command = example.endsWith('.sh') ? 'bash' : process.execPath;
  const [api] = world.apis;
  const { stdout } = await promisify(execFile)(command, [join(FOLDER, example), ...args], {
    env: {
      PATH: process.env['PATH'],
      NOTIFICATIONS_URL: api!.url,
      NOTIFICATIONS_TOKEN: await testToken(who),
    },
    timeout: 20_000,
  });
  return stdout.trim().split('\n');
}

/** What the API shows of all that a person was sent. */
async function historyOf(user_id: string) {
  const params = { query: { user_id, limit: 200 } };
  const { data } = await world.as().GET('/api/v2/notifications/history', { params });
  return data!;
}

/** What the provider took for an address. */
const received = (email: string) => world.inbox({ id: '', name: '', email });

describe('the examples', () => {
  const files = readdirSync(FOLDER).filter((file) => file !== 'README.md');

  it('are all in the index, and it names no other', () => {
    const index = committed('docs/examples/README.md');
    const named = [...index.matchAll(/^\| \[`([^`]+)`\]/gm)].map(([, file = '']) => file);
    expect(named.sort()).toEqual(files.sort());
  });

  it('book-and-cancel.sh: the notice of the cancellation goes out, and the reminders do not', async () => {
    const [created, cancelled] = await run('book-and-cancel.sh', SERVICE, 'apt-sh');
    expect(JSON.parse(created!)).toMatchObject({ event_id: 'apt-sh-v1', duplicate: false });
    expect(JSON.parse(cancelled!)).toMatchObject({ event_id: 'apt-sh-v2', duplicate: false });
    const rows = await until(
      'all of the booking has ended',
      () => world.history('apt-sh'),
      (entries) => entries.every(({ status }) => status !== 'pending'),
    );
    const reminders = rows.filter(({ template_name }) => template_name === 'appointment_reminder');
    expect(reminders.map(({ reason }) => reason)).toEqual(['booking_cancelled', 'booking_cancelled']);
    expect(rows.find(({ template_name }) => template_name === 'appointment_cancellation')?.status).toBe('sent');
  });

  it('weekly-visits.mjs: the client reads one confirmation, and each visit has its reminders', async () => {
    const lines = await run('weekly-visits.mjs', SERVICE, 'weekly');
    expect(lines).toEqual(
      Array.from({ length: 12 }, (_, n) => `visit ${n + 1}: ${n === 0 ? 1 : 0} confirmed, 2 reminders`),
    );
    const { rows } = await world.sql.query<{ id: string }>(
      `SELECT id FROM notification WHERE user_id = 'weekly-client' AND hours_until IS NULL`,
    );
    await world.settled(rows.map(({ id }) => id));
    expect(received('wendy@example.com')).toHaveLength(1);
  });

  it('send-one.mjs: the message arrives on both channels, once, though it was asked for twice', async () => {
    const lines = await run('send-one.mjs', SERVICE);
    const ids = lines.flatMap((line) => /^(?:email|sms) planned: (.+)$/.exec(line)?.[1] ?? []);
    expect(ids).toHaveLength(2);
    expect(lines.at(-1)).toBe('sent again by the same key: no, it got the first answer');
    expect((await world.settled(ids)).map(({ status }) => status)).toEqual(['sent', 'sent']);
    const { rows } = await world.sql.query(
      `SELECT id FROM notification WHERE user_id = 'user-1' AND template_name = 'appointment_reminder'
       AND appointment_id IS NULL`,
    );
    expect(rows).toHaveLength(2);
  });

  it('send-bulk.mjs: everybody gets theirs, and the last line says so', async () => {
    const lines = await run('send-bulk.mjs', SERVICE);
    expect(lines[0]).toBe('3 planned, 3 skipped');
    expect(lines.at(-1)).toBe('3 of 3: 3 sent, 0 failed, 0 cancelled');
    for (const name of ['ana', 'ben', 'cleo']) expect(received(`${name}@example.com`)).toHaveLength(1);
    const [ana] = await historyOf('bulk-ana');
    expect(ana?.subject).toContain('Beard trim');
  });

  it('read-history.mjs: shows every entry of a person, over as many pages as there are', async () => {
    const client = { ...clientByEmail(), id: 'reader' };
    await world.tell(event('booking.created', appointment({ client })));
    await world.tell(event('booking.created', appointment({ client })));
    const lines = await run('read-history.mjs', STAFF, client.id, '2');
    expect(lines).toHaveLength((await historyOf(client.id)).length + 1);
    expect(lines.filter((line) => line.includes('appointment_reminder'))).toHaveLength(4);
    expect(lines.at(-1)).toBe('3 pages');
  });

  it('change-preferences.mjs: the reminders that are planned already follow', async () => {
    const client = { ...clientByEmail(), id: 'chooser' };
    await world.tell(event('booking.created', appointment({ client })));
    const lines = await run('change-preferences.mjs', { sub: client.id, role: 'user' });
    expect(lines).toEqual(['reminders 24, 2 hours before', 'reminders 48, 4 hours before, by email only']);
    const { rows } = await world.sql.query(
      `SELECT hours_until FROM notification WHERE user_id = $1 AND state = 'pending' AND hours_until IS NOT NULL
       ORDER BY hours_until`,
      [client.id],
    );
    expect(rows).toEqual([{ hours_until: 4 }, { hours_until: 48 }]);
  });

  it('preview-template.mjs: shows what would go out, and what has no value', async () => {
    const lines = await run('preview-template.mjs', STAFF);
    expect(lines[0]).toMatch(/^subject: Confirmed: /);
    expect(lines.slice(1)).toEqual([
      'text: Happy birthday, Ana!',
      'parts to pay for: 1 (GSM-7)',
      'without a value: gift',
    ]);
    const { rows } = await world.sql.query(`SELECT FROM template WHERE name = 'birthday'`);
    expect(rows).toEqual([]);
  });
});
