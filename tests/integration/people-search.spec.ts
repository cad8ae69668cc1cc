import { beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN, ANN, NOTIFICATIONS, SERVICE, STAFF, refused } from '../support/api.js';
import { useApi } from '../support/use-api.js';

interface Person {
  readonly id: string;
  readonly name: string | null;
}

const api = useApi({ RATE_LIMIT_PER_MINUTE: '100000' });
const RECIPIENTS = '/api/v2/recipients';

/** The ids that a search finds, in its order. */
async function found(query: string, limit = 50): Promise<string[]> {
  const { status, body } = await api.call<Person[]>(STAFF, 'GET', `${RECIPIENTS}?${query}&limit=${limit}`);
  expect(status).toBe(200);
  return body.map(({ id }) => id);
}

const q = (text: string): string => `q=${encodeURIComponent(text)}`;

beforeAll(async () => {
  const people = [
    ['guest-1', 'Zoë Müller', 'zoe@example.com', '+12025550111'],
    ['guest-2', 'Łukasz Nowak', 'Lukasz.Nowak@example.org', '+48601234567'],
    ['guest-3', '王芳', null, '(202) 555-0133'],
    ['crm:4711', 'O’Brien 100%_sure', 'pat@example.net', null],
  ];
  for (const [n, [id, name, email, phone]] of people.entries())
    await api.sql.query(
      `INSERT INTO recipient (id, name, email, phone, created_at) VALUES ($1, $2, $3, $4, timestamptz '2026-01-01' + $5 * interval '1 day')`,
      [id, name, email, phone, n],
    );
  await api.sql.query(`INSERT INTO recipient (id, erased_at) VALUES ('gone-for-good', now())`);
});

describe('people are found', () => {
  it.each<[string, string, string[]]>([
    ['a part of the name', 'mülle', ['guest-1']],
    ['a name without its accents', 'zoe mul', ['guest-1']],
    ['a name in capitals', 'LUKASZ', ['guest-2']],
    ['a name of two characters', '王芳', ['guest-3']],
    ['one letter', 'z', ['guest-2', 'guest-1']],
    ['a part of the email address', 'nowak@exam', ['guest-2']],
    ['what several have, newest first', '@example.', ['crm:4711', 'guest-2', 'guest-1']],
    ['a part of the phone number', '5550111', ['guest-1']],
    ['a phone number as people write it', '(202) 555-0111', ['guest-1']],
    ['a phone number with its country code', '+1 202 555', ['guest-1']],
    ['a phone number that was stored as people write it', '555 0133', ['guest-3']],
    ['a national number', '0601 234', ['guest-2']],
    ['a part of the id', 'crm:47', ['crm:4711']],
    ['characters that mean something in a pattern', '100%_', ['crm:4711']],
    ['nothing that anybody has', 'qq', []],
    ['who was erased', 'gone-for', []],
  ])('by %s', async (_, text, ids) => {
    expect(await found(q(text))).toEqual(ids);
  });

  it('without a text, those who became known last first, up to the limit', async () => {
    expect(await found('', 2)).toEqual(['crm:4711', 'guest-3']);
  });

  it('with everything that is known of them', async () => {
    const { body } = await api.call<Person[]>(SERVICE, 'GET', `${RECIPIENTS}?q=guest-2`);
    expect(body).toEqual([(await api.call(ADMIN, 'GET', `${RECIPIENTS}/guest-2`)).body]);
  });

  it.each(['limit=0', 'limit=201', 'q=', 'q=%00', 'colour=red'])('not by ?%s, which is named', async (query) => {
    expect(await api.call(STAFF, 'GET', `${RECIPIENTS}?${query}`)).toMatchObject(refused(422, query.split('=')[0]!));
  });

  it('when few of many have the text, and when most have it', async () => {
    await api.sql.query(
      `INSERT INTO recipient (id, name, email, created_at)
       SELECT 'crowd-' || n, 'Client ' || md5(n::text), 'c' || n || '@gmail.test', timestamptz '2026-02-01' + n * interval '1 second'
       FROM generate_series(1, 3000) AS n`,
    );
    expect(await found(q('łukasz'))).toEqual(['guest-2']);
    expect(await found(q('crowd-1234'))).toEqual(['crowd-1234']);
    expect(await found(q('gmail.test'), 3)).toEqual(['crowd-3000', 'crowd-2999', 'crowd-2998']);
    expect(await found(q('ę'))).toHaveLength(50);
  });
});

describe('the preferences of a person', () => {
  const path = `${RECIPIENTS}/guest-1/preferences`;

  it('are read and changed by staff, and are those that the person sees', async () => {
    const read = await api.call(STAFF, 'GET', path);
    expect(read).toMatchObject({
      status: 200,
      body: { user_id: 'guest-1', sms_enabled: true, reminder_hours: [24, 2] },
    });
    const changed = await api.call(ADMIN, 'PUT', path, { body: { ...read.body, sms_enabled: false, locale: 'de' } });
    expect(changed).toMatchObject({ status: 200, body: { sms_enabled: false, locale: 'de' } });
    const own = await api.call({ sub: 'guest-1' }, 'GET', `${NOTIFICATIONS}/preferences`);
    expect(own.body).toEqual(changed.body);
  });

  it('take effect on what is planned already', async () => {
    const { body } = await api.book('pia');
    expect(body.notifications.filter(({ notification_type }) => notification_type === 'sms')).toHaveLength(3);
    await api.call(STAFF, 'PUT', `${RECIPIENTS}/pia/preferences`, { body: { sms_enabled: false } });
    const { rows } = await api.sql.query(
      `SELECT DISTINCT state, reason FROM notification WHERE user_id = 'pia' AND notification_type = 'sms'`,
    );
    expect(rows).toEqual([{ state: 'cancelled', reason: 'preference_off' }]);
  });

  it('are nobody’s business but theirs and the staff’s', async () => {
    for (const who of [ANN, SERVICE])
      for (const method of ['GET', 'PUT'])
        expect(
          await api.call(who, method, path, method === 'PUT' ? { body: { sms_enabled: true } } : {}),
        ).toMatchObject(refused(403));
  });

  it('are refused with every value that is wrong', async () => {
    const body = { sms_enabled: 1, reminder_hours: [0], locale: 'x y' };
    expect(await api.call(STAFF, 'PUT', path, { body })).toMatchObject(refused(422, ...Object.keys(body)));
    expect(await api.call(STAFF, 'PUT', path, { body: { user_id: 'guest-2' } })).toMatchObject(refused(422, 'user_id'));
    expect(await api.call(STAFF, 'GET', `${RECIPIENTS}/%20/preferences`)).toMatchObject(refused(422, 'id'));
  });
});
