import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ADMIN, NOTIFICATIONS, refused, STAFF } from '../support/api.js';
import { testToken } from '../support/processes.js';
import { useApi } from '../support/use-api.js';

const CDN = 'https://pictures.example.com';
const LOGO = `/api/v2/assets/${'a'.repeat(64)}.png`;
const api = useApi({ ASSET_BASE_URL: CDN, BUSINESS_LOGO_URL: LOGO, BUSINESS_NAME: 'Bob & Sons' });

const MEGABYTE = 1024 * 1024;

/** A GIF of so many bytes; its end tells it from others. */
function gif(bytes: number, mark = 0, width = 320): Buffer {
  const file = Buffer.alloc(bytes, mark);
  file.write('GIF89a', 'latin1');
  file.writeUInt16LE(width, 6);
  file.writeUInt16LE(240, 8);
  return file;
}

interface Stored {
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

async function upload(content: Uint8Array, name = 'file'): Promise<{ status: number; body: Stored }> {
  const form = new FormData();
  form.set(name, new File([Uint8Array.from(content)], 'picture.html', { type: 'text/html' }));
  const { status, body } = await post(form);
  return { status, body: body as Stored };
}

async function post(form: FormData): Promise<{ status: number; body: unknown }> {
  const authorization = `Bearer ${await testToken(ADMIN)}`;
  const answer = await fetch(`${api.url}/api/v2/assets`, { method: 'POST', headers: { authorization }, body: form });
  return { status: answer.status, body: await answer.json() };
}

const pathOf = ({ url }: Stored): string => new URL(url).pathname;

describe('a picture', () => {
  it('is found by everybody under the hash of its content, below the address of the CDN', async () => {
    const file = gif(500, 1);
    const { status, body } = await upload(file);
    const sha256 = createHash('sha256').update(file).digest('hex');
    expect({ status, body }).toEqual({
      status: 201,
      body: { url: `${CDN}/api/v2/assets/${sha256}.gif`, width: 320, height: 240, bytes: 500 },
    });

    const answer = await fetch(api.url + pathOf(body));
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer()).equals(file)).toBe(true);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/gif',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'cross-origin',
      'content-security-policy': "default-src 'none'; sandbox",
    });
  });

  it('is stored once, however often it comes, also at the same time', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => upload(gif(600, 2))));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.url}`)).size).toBe(1);
    const { rows } = await api.sql.query('SELECT FROM asset WHERE bytes = 600');
    expect(rows).toHaveLength(1);
  });

  it('may have 1 MB and not a byte more', async () => {
    expect((await upload(gif(MEGABYTE))).status).toBe(201);
    expect(await upload(gif(MEGABYTE + 1))).toMatchObject(refused(413));
    expect(await upload(gif(3 * MEGABYTE))).toMatchObject(refused(413));
  });

  it.each([
    ['HTML', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')],
    ['nothing', Buffer.alloc(0)],
  ])('is no picture by its name: %s is refused', async (_, content) => {
    expect(await upload(content)).toMatchObject(refused(415));
  });

  it('with more pixels than any screen, in another field, or as a text, is refused by name', async () => {
    const large = await upload(gif(500, 3, 8_001));
    expect(large).toMatchObject(refused(422, 'file'));
    expect(JSON.stringify(large.body)).toContain('8000 pixels');
    expect(await upload(gif(500), 'picture')).toMatchObject(refused(422, 'file'));
    const text = new FormData();
    text.set('file', 'GIF89a');
    expect(await post(text)).toMatchObject(refused(422, 'file'));
    expect(await api.call(ADMIN, 'POST', '/api/v2/assets', { body: { file: 'x' } })).toMatchObject(refused(415));
    const broken = { text: 'no parts', headers: { 'content-type': 'multipart/form-data; boundary=x' } };
    expect(await api.call(ADMIN, 'POST', '/api/v2/assets', broken)).toMatchObject(refused(400));
  });

  it('that is not there is not found, and no cache keeps that', async () => {
    const hash = createHash('sha256').update(gif(500, 1)).digest('hex');
    for (const name of [
      `${'0'.repeat(64)}.png`,
      `${hash}.png`,
      `${hash}.gif.png`,
      hash,
      'x',
      '..%2f..%2fpackage.json',
    ]) {
      const answer = await api.call(null, 'GET', `/api/v2/assets/${name}`);
      expect(answer).toMatchObject(refused(404));
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
  });

  it('is listed for staff, newest first, page by page', async () => {
    await upload(gif(700, 4));
    await upload(gif(700, 5));
    const first = await api.call<Stored[]>(STAFF, 'GET', '/api/v2/assets?limit=1');
    expect(first.body).toHaveLength(1);
    const next = /<([^>]*)>; rel="next"/.exec(first.headers.get('link') ?? '')![1]!;
    const second = await api.call<Stored[]>(STAFF, 'GET', next);
    expect([first, second].map(({ body }) => body[0])).toMatchObject([{ bytes: 700 }, { bytes: 700 }]);
    expect(first.body[0]!.url).not.toBe(second.body[0]!.url);
    expect(await api.call(STAFF, 'GET', '/api/v2/assets?cursor=x')).toMatchObject(refused(422, 'cursor'));
  });

  it('has no room where 2,000 are stored, and one of them may come again', async () => {
    await api.sql.query(
      `INSERT INTO asset (sha256, type, width, height, bytes, content)
       SELECT sha256(n::text::bytea), 'gif', 1, 1, 1, 'x' FROM generate_series(1, 2000) AS n`,
    );
    const full = await upload(gif(800, 6));
    expect(full).toMatchObject(refused(422, 'file'));
    expect(JSON.stringify(full.body)).toContain('2000 pictures or 500 MB');
    expect((await upload(gif(500, 1))).status).toBe(201);
  });
});

describe('the logo of the shop', () => {
  it('stands at the head of every mail, with the name of the shop for who sees no pictures', async () => {
    await api.call({ sub: 'ann', email: 'ann@example.com' }, 'POST', `${NOTIFICATIONS}/test-email`, {
      body: { context: { business_name: 'Bob & Sons', business_logo_url: 'https://evil.example/x.png' } },
    });
    const { body } = await api.call<{ html: string; text: string }[]>(ADMIN, 'GET', '/api/v2/sandbox/messages?limit=1');
    expect(body[0]!.html).toContain(`<img src="${CDN}${LOGO}" alt="Bob &amp; Sons" height="56"`);
    expect(body[0]!.html).not.toContain('evil.example');
    expect(body[0]!.text).not.toContain('/api/v2/assets/');
  });

  it('is shown by a preview, as it will go out', async () => {
    const request = { template_name: 'appointment_confirmation', template_type: 'email' };
    const bare = await api.call<{ body: string }>(STAFF, 'POST', `${NOTIFICATIONS}/templates/preview`, {
      body: request,
    });
    expect(bare.body.body).toContain(`src="${CDN}${LOGO}"`);
  });
});
