import { beforeEach, describe, expect, it } from '@jest/globals';
import { ADMIN, INSTANT, refused, SERVICE, STAFF } from '../support/api.js';
import { useApi } from '../support/use-api.js';

const api = useApi();
const PATH = '/api/v2/suppressions';
const PHONE = '+12025550123';

interface Entry {
  readonly channel: string;
  readonly address: string;
  readonly cause: string;
  readonly created_at: string;
}

const list = (query = '') => api.call<Entry[]>(STAFF, 'GET', `${PATH}${query}`);
const add = (channel: string, address: unknown) => api.call<Entry>(ADMIN, 'POST', PATH, { body: { channel, address } });
const remove = (channel: string, address: string) =>
  api.call(ADMIN, 'DELETE', `${PATH}/${channel}/${encodeURIComponent(address)}`);
const insert = (channel: string, address: string, cause: string, at = 'now()') =>
  api.sql.query(`INSERT INTO suppression (channel, address, cause, created_at) VALUES ($1, $2, $3, ${at})`, [
    channel,
    address,
    cause,
  ]);

beforeEach(() => api.sql.query('TRUNCATE suppression'));

describe('the list of opt-outs', () => {
  it('shows each address with its cause and time, the newest first', async () => {
    await insert('email', 'ann@example.com', 'bounced', `now() - interval '1 hour'`);
    await insert('sms', PHONE, 'opted_out');
    expect((await list()).body).toEqual([
      { channel: 'sms', address: PHONE, cause: 'opted_out', created_at: expect.stringMatching(INSTANT) },
      { channel: 'email', address: 'ann@example.com', cause: 'bounced', created_at: expect.stringMatching(INSTANT) },
    ]);
  });

  it('is filtered by channel and by address, in any usual spelling', async () => {
    await insert('email', 'ann@example.com', 'bounced');
    await insert('sms', PHONE, 'opted_out');
    const found = async (query: string) => (await list(query)).body.map(({ address }) => address);
    expect(await found('?channel=sms')).toEqual([PHONE]);
    expect(await found('?address=Ann@Example.com')).toEqual(['ann@example.com']);
    expect(await found(`?address=${encodeURIComponent('(202) 555-0123')}`)).toEqual([PHONE]);
    expect(await found('?channel=email&address=%2B12025550123')).toEqual([]);
  });

  it('finds the address of a person who was erased, in its unreadable form', async () => {
    await api.call(SERVICE, 'PUT', '/api/v2/recipients/ann', { body: { email: 'ann@example.com' } });
    await insert('email', 'ann@example.com', 'unsubscribed');
    await api.call(SERVICE, 'DELETE', '/api/v2/recipients/ann');
    const { body } = await list('?address=ann@example.com');
    expect(body).toMatchObject([{ address: expect.stringMatching(/^sha256:[\da-f]{64}$/), cause: 'unsubscribed' }]);
    expect((await remove('email', body[0]!.address)).status).toBe(204);
  });

  it('comes page by page, each entry once, also where many are of one instant', async () => {
    await api.sql.query(
      `INSERT INTO suppression (channel, address, cause, created_at)
       SELECT 'email', 'p' || n || '@example.com', 'bounced', timestamptz '2026-11-22 10:00:00.123456Z' - (n / 4) * interval '1 microsecond'
       FROM generate_series(0, 10) AS n`,
    );
    const seen: string[] = [];
    let query: string | undefined = '?limit=3';
    for (let pages = 0; query !== undefined; pages++) {
      expect(pages).toBeLessThan(5);
      const { body, headers }: Awaited<ReturnType<typeof list>> = await list(query);
      seen.push(...body.map(({ address }) => address));
      const next = /^<[^?]*(\?.*)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
      expect(next ?? '').not.toMatch(/example|cDEw/);
      query = next;
    }
    expect(new Set(seen).size).toBe(11);
    expect(seen).toHaveLength(11);
    expect(await list('?cursor=none')).toMatchObject(refused(422, 'cursor'));
  });
});

describe('an address that staff put on the list', () => {
  it('is listed as manual, once, in canonical form', async () => {
    expect(await add('sms', '(202) 555-0123')).toMatchObject({
      status: 201,
      body: { channel: 'sms', address: PHONE, cause: 'manual' },
    });
    expect(await add('sms', PHONE)).toMatchObject({ status: 200, body: { address: PHONE, cause: 'manual' } });
    expect((await list()).body).toHaveLength(1);
  });

  it('keeps the cause that it was listed for before', async () => {
    await insert('email', 'ann@example.com', 'spam_report');
    expect(await add('email', 'Ann@example.com')).toMatchObject({ status: 200, body: { cause: 'spam_report' } });
  });

  it('is refused where it is none', async () => {
    expect(await add('email', 'ann')).toMatchObject(refused(422, 'address'));
    expect(await add('fax', 'ann@example.com')).toMatchObject(refused(422, 'channel'));
    expect(await add('sms', 7)).toMatchObject(refused(422, 'address'));
  });
});

describe('taking an address off the list', () => {
  it('works for every cause but an opt-out by STOP, which says that only START does it', async () => {
    for (const cause of ['bounced', 'unsubscribed', 'spam_report', 'manual']) {
      await insert('email', 'ann@example.com', cause);
      expect((await remove('email', 'Ann@Example.com')).status).toBe(204);
    }
    await insert('sms', PHONE, 'opted_out');
    expect(await remove('sms', PHONE)).toMatchObject({
      status: 409,
      body: { code: 'opt_out_stands', detail: expect.stringContaining('START') },
    });
    expect((await list()).body).toMatchObject([{ address: PHONE }]);
  });

  it('is not found where nothing is listed', async () => {
    for (const [channel, address] of [
      ['email', 'nobody@example.com'],
      ['fax', PHONE],
      ['sms', 'no number'],
    ] as const)
      expect(await remove(channel, address)).toMatchObject(refused(404));
  });
});
