import { describe, expect, it } from '@jest/globals';
import { ADMIN, INSTANT, NOTIFICATIONS, refused, STAFF } from '../support/api.js';
import { useApi } from '../support/use-api.js';

interface Version {
  readonly version: number;
  readonly subject: string | null;
  readonly body: string;
  readonly is_active: boolean;
  readonly edited_by: string | null;
}

const api = useApi();
const pathOf = (name: string): string => `${NOTIFICATIONS}/templates/${name}`;
const put = (name: string, body: unknown) => api.call<Version>(ADMIN, 'PUT', pathOf(name), { body });
const versions = (name: string, query = '') => api.call<Version[]>(STAFF, 'GET', `${pathOf(name)}/versions${query}`);
const restore = (name: string, version: number | string) =>
  api.call<Version>(ADMIN, 'POST', `${pathOf(name)}/versions/${version}/restore`);

describe('the versions of a template', () => {
  it('are listed newest first, with their text and who wrote it', async () => {
    const name = 'appointment_confirmation/email';
    await put(name, { subject: 'New', body: '<p>New</p>' });
    const { body } = await versions(name);
    expect(body).toEqual([
      {
        version: 2,
        subject: 'New',
        body: '<p>New</p>',
        category: 'transactional',
        is_active: true,
        edited_by: 'adam',
        created_at: expect.stringMatching(INSTANT),
      },
      expect.objectContaining({ version: 1, edited_by: null, body: expect.stringContaining('{{') }),
    ]);
  });

  it('come page by page', async () => {
    const name = 'pages/sms';
    for (const text of ['one', 'two', 'three', 'four', 'five']) await put(name, { body: text });
    const seen: string[] = [];
    let query: string | undefined = '?limit=2';
    for (let pages = 0; query !== undefined; pages++) {
      expect(pages).toBeLessThan(4);
      const { body, headers }: Awaited<ReturnType<typeof versions>> = await versions(name, query);
      seen.push(...body.map((each) => each.body));
      query = /^<[^?]*(\?.*)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
    }
    expect(seen).toEqual(['five', 'four', 'three', 'two', 'one']);
    expect(await versions(name, '?cursor=none')).toMatchObject(refused(422, 'cursor'));
    expect(await versions(name, '?limit=0')).toMatchObject(refused(422, 'limit'));
  });

  it('are kept up to 200, the one in use among them', async () => {
    const name = 'often/sms';
    const { body } = await put(name, { body: 'first' });
    await api.sql.query(
      `INSERT INTO template_version (template_id, version, category, body, variables, is_active)
       SELECT template_id, n, category, 'old ' || n, variables, is_active
       FROM template_version, generate_series(2, 250) AS n WHERE template_id = $1`,
      [(body as unknown as { id: string }).id],
    );
    await api.sql.query(`UPDATE template SET version = 250 WHERE id = $1`, [(body as unknown as { id: string }).id]);
    await put(name, { body: 'latest' });
    const all = (await versions(name, '?limit=200')).body;
    expect(all).toHaveLength(200);
    expect([all[0], all.at(-1)]).toMatchObject([{ version: 251, body: 'latest' }, { version: 52 }]);
  });

  it('are not found for a template that is not there', async () => {
    for (const name of ['nothing/sms', 'appointment_confirmation/push', 'appointment_confirmation/sms?locale=fr'])
      expect(
        await api.call(
          STAFF,
          'GET',
          `${pathOf(name).replace('?', '/versions?')}${name.includes('?') ? '' : '/versions'}`,
        ),
      ).toMatchObject(refused(404));
  });
});

describe('restoring a version', () => {
  it('writes the old text as a new version, which is in use at once', async () => {
    const name = 'appointment_reminder/sms';
    const { body: shipped } = await api.call<Version>(STAFF, 'GET', pathOf(name));
    await put(name, { body: 'Mistake' });
    const restored = await restore(name, 1);
    expect(restored).toMatchObject({ status: 200, body: { version: 3, body: shipped.body, unfilled_variables: [] } });
    expect((await versions(name)).body.map(({ version, edited_by }) => [version, edited_by])).toEqual([
      [3, 'adam'],
      [2, 'adam'],
      [1, null],
    ]);
    const preview = { template_name: 'appointment_reminder', template_type: 'sms' };
    const shown = await api.call<Version>(STAFF, 'POST', `${NOTIFICATIONS}/templates/preview`, { body: preview });
    expect(shown.body.body).not.toBe('Mistake');
  });

  it('leaves a template off that is off, and makes no version of what it says already', async () => {
    const name = 'quiet/sms';
    await put(name, { body: 'one' });
    await put(name, { body: 'two', is_active: false });
    expect((await restore(name, 1)).body).toMatchObject({ version: 3, body: 'one', is_active: false });
    expect((await restore(name, 3)).body).toMatchObject({ version: 3 });
  });

  it('refuses a text that is not accepted any more, and the newer one stays', async () => {
    const name = 'unsafe/sms';
    const { body } = await put(name, { body: 'one' });
    await put(name, { body: 'two' });
    await api.sql.query(`UPDATE template_version SET body = '{{{raw}}}' WHERE template_id = $1 AND version = 1`, [
      (body as unknown as { id: string }).id,
    ]);
    expect(await restore(name, 1)).toMatchObject(refused(422, 'body'));
    expect((await versions(name)).body).toHaveLength(2);
  });

  it('is not found for a version that is not kept', async () => {
    for (const version of [99, 'x', 0])
      expect(await restore('appointment_request/sms', version)).toMatchObject(refused(404));
    expect(await restore('nothing/sms', 1)).toMatchObject(refused(404));
  });
});
