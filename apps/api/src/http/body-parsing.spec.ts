import { describe, expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import { isDeeperThan, jsonOf, registerBodyParsing } from './body-parsing.js';
import { fieldOf, type FormBody } from './form-body.js';
import { Problem } from './problem-details.js';

const deeper = (limit: number, json: string) => isDeeperThan(limit, Buffer.from(json));

describe('the depth of JSON', () => {
  it('counts objects and arrays that are open at once', () => {
    expect(deeper(3, '{"a":[{"b":1},{"c":2}],"d":[[1]]}')).toBe(false);
    expect(deeper(2, '{"a":[{"b":1}]}')).toBe(true);
  });

  it('does not count brackets within texts', () => {
    expect(deeper(1, '["[[[[{{{{", "\\"[[[["]')).toBe(false);
  });

  it('is found too great before the end of a hostile text', () => {
    expect(deeper(100, '['.repeat(5_000_000))).toBe(true);
  });
});

/** Posts to a route of one kind. Gives the status with what the handler got, or with the code of the refusal. */
async function post(
  kind: 'json' | 'form' | 'bytes',
  type: string,
  payload: string | Buffer<ArrayBuffer>,
): Promise<{ readonly status: number; readonly got: unknown }> {
  const server = fastify({ bodyLimit: 5 * 1024 * 1024 });
  registerBodyParsing(server);
  server.setErrorHandler((error, _request, reply) => {
    const { status, code } = error instanceof Problem ? error : { status: 500, code: String(error) };
    return reply.code(status).send(code);
  });
  let got: unknown;
  server.post('/', { config: kind === 'json' ? {} : { body: kind } }, ({ body }) => {
    got = body;
    return {};
  });
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body: payload });
  await server.close();
  return { status: answer.status, got: answer.ok ? got : await answer.text() };
}

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';

describe('a route that takes a form', () => {
  it('gets its fields decoded, and all values of a name that comes twice', async () => {
    const { status, got } = await post(
      'form',
      `${FORM}; charset=UTF-8`,
      'From=%2B12025550123&Body=a+b%26c&x=1&x=2&Empty=',
    );
    expect(status).toBe(200);
    expect({ ...(got as FormBody) }).toEqual({ From: '+12025550123', Body: 'a b&c', x: ['1', '2'], Empty: '' });
    expect(fieldOf(got as FormBody, 'x')).toBe('1');
    expect(fieldOf(got as FormBody, 'nothing')).toBeUndefined();
  });

  it('gets fields with the names of what every object has as fields like others', async () => {
    const { got } = await post('form', FORM, '__proto__=a&constructor=b&toString=c&__proto__=d');
    expect(Object.getPrototypeOf(got)).toBeNull();
    expect(Object.entries(got as FormBody)).toEqual([
      ['__proto__', ['a', 'd']],
      ['constructor', 'b'],
      ['toString', 'c'],
    ]);
    const { got: empty } = await post('form', FORM, '');
    expect(fieldOf(empty as FormBody, 'constructor')).toBeUndefined();
  });

  it.each<[string, number, string, string | Buffer<ArrayBuffer>]>([
    ['JSON', 415, JSON_TYPE, '{}'],
    ['a form of parts', 415, 'multipart/form-data; boundary=x', '--x--'],
    ['text', 415, 'text/plain', 'a=b'],
    ['more than 200 fields', 400, FORM, 'a=1&'.repeat(200) + 'a=1'],
    ['a million separators', 400, FORM, '&'.repeat(1_000_000)],
    ['bytes that are no UTF-8', 400, FORM, Buffer.from([0x61, 0x3d, 0xff])],
  ])('refuses %s: %i', async (_, status, type, payload) => {
    expect((await post('form', type, payload)).status).toBe(status);
  });

  it('takes 200 fields', async () => {
    expect((await post('form', FORM, 'a=1&'.repeat(199) + 'a=1')).status).toBe(200);
  });
});

describe('a route whose body is signed', () => {
  it('gets the bytes as they came, whatever they are', async () => {
    for (const bytes of [Buffer.from('[ {"a" : 1.0} ]\r\n'), Buffer.from([0xff, 0x00]), Buffer.from('{broken')]) {
      const { status, got } = await post('bytes', JSON_TYPE, bytes);
      expect(status).toBe(200);
      expect(Buffer.compare(got as Buffer, bytes)).toBe(0);
    }
  });

  it.each([FORM, 'text/plain', 'application/cloudevents+json'])('refuses %s: 415', async (type) => {
    expect((await post('bytes', type, 'a=b')).status).toBe(415);
  });

  it('reads them as JSON, and says where they are broken', () => {
    expect(jsonOf(Buffer.from('[1, {"a": null}]\r\n'))).toEqual([1, { a: null }]);
    expect(() => jsonOf(Buffer.from('[1,\n 2'))).toThrow('line 2');
    expect(() => jsonOf(Buffer.from([0x22, 0xff, 0x22]))).toThrow('not UTF-8');
    expect(() => jsonOf(Buffer.from('['.repeat(200)))).toThrow('nested too deeply');
    const read = jsonOf(Buffer.from('{"__proto__": {"isAdmin": true}}'));
    expect((read as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });
});

describe('a route that asks for neither', () => {
  it('takes no form', async () => {
    expect(await post('json', FORM, 'a=b')).toMatchObject({ status: 415, got: 'unsupported_media_type' });
  });
});
