import { describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { until } from '../support/core.js';
import { BEN, INSTANT, NOTIFICATIONS, refused, type Row } from '../support/api.js';
import { useApi } from '../support/use-api.js';

const api = useApi();

describe('preferences', () => {
  const path = `${NOTIFICATIONS}/preferences`;

  it('are made with the defaults on first read, once, however many ask', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => api.call({ sub: 'gil' }, 'GET', path)));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 200 });
    expect(answers[0]!.body).toEqual({
      id: expect.any(String),
      user_id: 'gil',
      email_enabled: true,
      email_appointment_confirmation: true,
      email_appointment_reminder: true,
      email_appointment_changes: true,
      email_marketing: false,
      sms_enabled: true,
      sms_appointment_confirmation: true,
      sms_appointment_reminder: true,
      sms_appointment_changes: true,
      sms_marketing: false,
      reminder_hours: [24, 2],
      quiet_hours_enabled: false,
      quiet_hours_start: '22:00',
      quiet_hours_end: '08:00',
      timezone: null,
      locale: null,
      created_at: expect.stringMatching(INSTANT),
      updated_at: expect.stringMatching(INSTANT),
    });
  });

  it('are made again when the person is erased while they are made', async () => {
    await api.sql.query(
      `CREATE SEQUENCE made;
       CREATE FUNCTION erase_the_first() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         IF nextval('made') = 1 THEN DELETE FROM preference WHERE id = NEW.id; END IF;
         RETURN NULL; END $$;
       CREATE TRIGGER erase_the_first AFTER INSERT ON preference FOR EACH ROW EXECUTE FUNCTION erase_the_first();`,
    );
    const { status, body } = await api.call<{ user_id: string }>({ sub: 'hal' }, 'GET', path);
    await api.sql.query('DROP TRIGGER erase_the_first ON preference');
    expect({ status, user: body.user_id }).toEqual({ status: 200, user: 'hal' });
  });

  it('change only where one says so', async () => {
    const before = (await api.call(BEN, 'GET', path)).body;
    const changes = { sms_enabled: false, reminder_hours: [4, 48], timezone: 'Europe/Berlin', locale: 'es-MX' };
    const after = await api.call(BEN, 'PUT', path, { body: changes });
    expect(after.status).toBe(200);
    expect(after.body).toEqual({ ...before, ...changes, updated_at: expect.stringMatching(INSTANT) });
    expect(after.body.updated_at > before.updated_at).toBe(true);
    expect((await api.call(BEN, 'GET', path)).body).toEqual(after.body);
    expect((await api.call(BEN, 'PUT', path, { body: { timezone: null } })).body).toMatchObject({
      timezone: null,
      locale: 'es-MX',
    });
  });

  it('may be written back as they were read', async () => {
    const { body } = await api.call({ sub: 'ida' }, 'GET', path);
    const after = await api.call({ sub: 'ida' }, 'PUT', path, { body: { ...body, sms_enabled: false } });
    expect(after).toMatchObject({
      status: 200,
      body: { id: body.id, user_id: 'ida', sms_enabled: false },
    });
  });

  it('move the reminders that are already scheduled', async () => {
    await api.book('hal');
    await api.call({ sub: 'hal' }, 'PUT', path, { body: { reminder_hours: [72] } });
    const { rows } = await api.sql.query(
      `SELECT DISTINCT hours_until FROM notification
        WHERE user_id = 'hal' AND template_name = 'appointment_reminder' AND state = 'pending'`,
    );
    expect(rows).toEqual([{ hours_until: 72 }]);
  });

  it('take each kind on each channel out of what is scheduled, and put it back', async () => {
    await api.book('joy');
    const reminders = async (): Promise<unknown[]> => {
      const { rows } = await api.sql.query<{ kind: string }>(
        `SELECT concat_ws(' ', notification_type, hours_until) AS kind FROM notification
          WHERE user_id = 'joy' AND hours_until IS NOT NULL AND state = 'pending' ORDER BY 1`,
      );
      return rows.map(({ kind }) => kind);
    };
    const put = (body: unknown) => api.call({ sub: 'joy' }, 'PUT', path, { body });
    const all = ['email 2', 'email 24', 'sms 2', 'sms 24'];
    expect(await reminders()).toEqual(all);
    for (const [off, left] of [
      ['email_appointment_reminder', ['sms 2', 'sms 24']],
      ['sms_appointment_reminder', ['email 2', 'email 24']],
      ['email_enabled', ['sms 2', 'sms 24']],
      ['sms_enabled', ['email 2', 'email 24']],
    ] as const) {
      expect(await put({ [off]: false })).toMatchObject({ status: 200, body: { [off]: false } });
      expect(await reminders()).toEqual(left);
      await put({ [off]: true });
      expect(await reminders()).toEqual(all);
    }
    await put({ email_appointment_confirmation: false, sms_appointment_changes: false });
    expect(await reminders()).toEqual(all);
    expect(await put({ reminder_hours: [] })).toMatchObject({ status: 200, body: { reminder_hours: [] } });
    expect(await reminders()).toEqual([]);
  });

  it('name every value that is wrong', async () => {
    const body = { email_enabled: 1, reminder_hours: 24, quiet_hours_end: '8:00', timezone: 5, locale: 'x y' };
    expect(await api.call(BEN, 'PUT', path, { body })).toMatchObject(refused(422, ...Object.keys(body)));
  });

  it('say which fields there are when one is unknown, and which was probably meant', async () => {
    const answer = await api.call(BEN, 'PUT', path, { body: { emailEnabled: false } });
    const [error] = (answer.body as unknown as { errors: { message: string }[] }).errors;
    expect(error!.message).toMatch(
      /^is not known here: did you mean email_enabled\? Known are email_enabled, .*, locale$/,
    );
  });

  it.each<[string, unknown, string]>([
    ['an unknown field', { colour: 'red' }, 'colour'],
    ['a field that is not theirs to change', { user_id: 'ann' }, 'user_id'],
    ['a name of Object', { constructor: {} }, 'constructor'],
    ['null for a switch', { email_enabled: null }, 'email_enabled'],
    ['a text for a switch', { sms_marketing: 'true' }, 'sms_marketing'],
    ['the same hour twice', { reminder_hours: [2, 2] }, 'reminder_hours'],
    ['a fraction of an hour', { reminder_hours: [1.5] }, 'reminder_hours'],
    ['no hour', { reminder_hours: [0] }, 'reminder_hours'],
    ['more than 30 days', { reminder_hours: [721] }, 'reminder_hours'],
    ['eleven hours', { reminder_hours: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] }, 'reminder_hours'],
    ['a time that no clock shows', { quiet_hours_start: '24:00' }, 'quiet_hours_start'],
    ['null for a time', { quiet_hours_end: null }, 'quiet_hours_end'],
    ['a time in seconds', { quiet_hours_end: '08:00:00' }, 'quiet_hours_end'],
    ['null for the hours', { reminder_hours: null }, 'reminder_hours'],
    ['an offset for a zone', { timezone: '+02:00' }, 'timezone'],
    ['a zone that does not exist', { timezone: 'Mars/Olympus' }, 'timezone'],
    ['a locale that is none', { locale: 'english' }, 'locale'],
    ['a NUL', { locale: 'e\0' }, 'locale'],
    ['an array', [{ email_enabled: true }], 'body'],
    ['a number', 5, 'body'],
    ['null', null, 'body'],
  ])('refuse %s and name it', async (_, body, field) => {
    expect(await api.call(BEN, 'PUT', path, { body })).toMatchObject(refused(422, field));
  });
});

describe('a change of preferences', () => {
  it('starts over when Postgres gives it up to end a deadlock', async () => {
    const { host, port, database, user, password } = api.sql;
    const other = new Client({ host, port, database, user, password });
    await other.connect();
    try {
      const { body } = await api.book('kim');
      const [appointment] = (await api.sql.query<Row>("SELECT id FROM appointment WHERE recipient_id = 'kim'")).rows;
      await other.query('BEGIN');
      await other.query('SELECT FROM notification WHERE appointment_id = $1 FOR UPDATE', [appointment?.id]);
      const changed = api.call({ sub: 'kim' }, 'PUT', `${NOTIFICATIONS}/preferences`, {
        body: { email_appointment_reminder: false },
      });
      // It holds the appointment by now, and waits for its notifications.
      await until(
        async () =>
          (
            await api.sql.query(
              `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
            )
          ).rowCount,
        (waiting) => waiting === 1,
      );
      await other.query('SELECT FROM appointment WHERE id = $1 FOR UPDATE', [appointment?.id]);
      await other.query('COMMIT');
      expect(await changed).toMatchObject({ status: 200, body: { email_appointment_reminder: false } });
      const left = await api.sql.query(
        `SELECT FROM notification WHERE user_id = 'kim' AND notification_type = 'email' AND hours_until IS NOT NULL AND state = 'pending'`,
      );
      expect([body.notifications.length, left.rowCount]).toEqual([6, 0]);
    } finally {
      await other.end();
    }
  });
});
