import { describe, expect, it } from '@jest/globals';
import { parseBulkRequest } from './bulk-request.js';
import { InvalidInput } from '../domain/errors.js';
import { parseSendRequest } from './send-request.js';

const NOW = new Date('2026-11-22T10:00:00Z');
const CONFIG = { SMS_ALLOWED_COUNTRIES: ['US', 'CA'], BUSINESS_COUNTRY: 'US' };
const send = (json: unknown) => parseSendRequest(json, CONFIG, NOW);
const bulk = (json: unknown) => parseBulkRequest(json, NOW);

/** The fields that the error names. */
function wrong(parse: () => unknown): string[] {
  try {
    parse();
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return error.errors.map(({ field }) => field);
  }
}

describe('a request', () => {
  it('names what cannot be stored and every other mistake at once', () => {
    const broken = { template_name: '', urgent: 1, scheduled_for: 'soon', context: { a: 'x\0' }, channels: ['fax'] };
    const send422 = ['context.a', 'template_name', 'channels', 'scheduled_for', 'urgent', 'user_id'];
    expect(wrong(() => send(broken))).toEqual(send422);
    expect(wrong(() => bulk({ user_ids: [], template_name: '', context: { a: 'x\0' } }))).toEqual([
      'context.a',
      'user_ids',
      'template_name',
    ]);
  });
});

describe('a send', () => {
  const sound = { user_id: 'user-1', template_name: 'appointment_reminder', context: {} };

  it('has its defaults filled in', () => {
    expect(send(sound)).toEqual({
      userId: 'user-1',
      recipient: null,
      templateName: 'appointment_reminder',
      context: {},
      channels: null,
      appointmentId: null,
      scheduledFor: null,
      urgent: false,
    });
  });

  it('may have details of the recipient, where null and blank text mean "not given"', () => {
    const recipient = {
      id: 'user-2',
      name: ' Ana ',
      email: 'ana@example.com',
      phone: null,
      locale: 'pt_BR',
      timezone: '',
    };
    expect(send({ ...sound, user_id: null, recipient, channels: ['sms', 'email'], urgent: true })).toMatchObject({
      userId: 'user-2',
      recipient: { id: 'user-2', name: 'Ana', email: 'ana@example.com', phone: null, locale: 'pt-BR', timezone: null },
      channels: ['email', 'sms'],
      urgent: true,
    });
  });

  it('is accepted for a country that SMS may not go to', () => {
    expect(wrong(() => send({ ...sound, user_id: undefined, recipient: { id: 'u', phone: '+442079460958' } }))).toEqual(
      [],
    );
  });

  it.each<[string, unknown, string[]]>([
    ['nothing', undefined, ['body']],
    ['a list', [], ['body']],
    ['an empty object', {}, ['user_id', 'template_name', 'context']],
    ['both ways to say who', { ...sound, recipient: { id: 'u' } }, ['recipient']],
    ['a user id that is none', { ...sound, user_id: 5 }, ['user_id']],
    ['a user id that is too long', { ...sound, user_id: 'x'.repeat(201) }, ['user_id']],
    ['a recipient that is none', { ...sound, user_id: undefined, recipient: 'Ana' }, ['recipient']],
    [
      'wrong details',
      {
        ...sound,
        user_id: undefined,
        recipient: { email: 'ana', phone: '12', locale: '!', timezone: 'Mars', name: 1, age: 3 },
      },
      [
        'recipient.age',
        'recipient.id',
        'recipient.locale',
        'recipient.timezone',
        'recipient.name',
        'recipient.email',
        'recipient.phone',
      ],
    ],
    ['no template', { ...sound, template_name: ' ' }, ['template_name']],
    ['a context that is a list', { ...sound, context: [] }, ['context']],
    [
      'a context that could not be rendered',
      { ...sound, context: { a: { b: { c: { d: { e: { f: {} } } } } } } },
      ['context'],
    ],
    ['a NUL in the context', { ...sound, context: { headline: '\0' } }, ['context.headline']],
    ['half a character in the context', { ...sound, context: { headline: '\ud800' } }, ['context.headline']],
    ['no channel', { ...sound, channels: [] }, ['channels']],
    ['an unknown channel', { ...sound, channels: ['email', 'fax'] }, ['channels']],
    ['a channel twice', { ...sound, channels: ['email', 'email'] }, ['channels']],
    ['channels that are no list', { ...sound, channels: 'email' }, ['channels']],
    ['a time without offset', { ...sound, scheduled_for: '2026-12-01T14:00:00' }, ['scheduled_for']],
    ['a time that is none', { ...sound, scheduled_for: '2026-13-01T14:00:00Z' }, ['scheduled_for']],
    ['a time of the wrong type', { ...sound, scheduled_for: 1_790_000_000 }, ['scheduled_for']],
    ['a time too far ahead', { ...sound, scheduled_for: '2029-01-01T00:00:00Z' }, ['scheduled_for']],
    ['urgency that is a word', { ...sound, urgent: 'yes' }, ['urgent']],
    ['a field that nobody knows', { ...sound, colour: 'red' }, ['colour']],
    ['a field that has the name of a method', { ...sound, constructor: 'x' }, ['constructor']],
  ])('refuses %s', (_, json, fields) => {
    expect(wrong(() => send(json)).sort()).toEqual(fields.sort());
  });

  it('may have a context with names such as constructor', () => {
    expect(send({ ...sound, context: { constructor: 'x', toString: 1 } }).context).toEqual({
      constructor: 'x',
      toString: 1,
    });
  });
});

describe('a bulk send', () => {
  const sound = { user_ids: ['a', 'b', 'a'], template_name: 'marketing_announcement', context: { headline: 'x' } };

  it('keeps repeated users and contexts of single users', () => {
    expect(bulk({ ...sound, contexts: { b: { headline: 'y' } } })).toEqual({
      userIds: ['a', 'b', 'a'],
      templateName: 'marketing_announcement',
      context: { headline: 'x' },
      contexts: new Map([['b', { headline: 'y' }]]),
      scheduledFor: null,
    });
  });

  it.each<[string, unknown, string[]]>([
    ['nothing', null, ['body']],
    ['an empty object', {}, ['user_ids', 'template_name', 'context']],
    ['nobody', { ...sound, user_ids: [] }, ['user_ids']],
    ['too many', { ...sound, user_ids: Array.from({ length: 10_001 }, (_, n) => `u${n}`) }, ['user_ids']],
    ['ids that are no text', { ...sound, user_ids: ['a', 5, null] }, ['user_ids[1]', 'user_ids[2]']],
    ['a context that is too large', { ...sound, context: { headline: 'x'.repeat(20_000) } }, ['context']],
    ['contexts of strangers', { ...sound, contexts: { c: {}, 'd@example.com': {} } }, ['contexts.c', 'contexts.…']],
    ['a context that is none', { ...sound, contexts: { a: 'x', b: null } }, ['contexts.a', 'contexts.b']],
    ['contexts that are a list', { ...sound, contexts: [] }, ['contexts']],
    ['channels', { ...sound, channels: ['email'] }, ['channels']],
    ['a time too far ahead', { ...sound, scheduled_for: '2029-01-01T00:00:00Z' }, ['scheduled_for']],
  ])('refuses %s', (_, json, fields) => {
    expect(wrong(() => bulk(json)).sort()).toEqual(fields.sort());
  });

  it('gets at most 200 errors', () => {
    expect(wrong(() => bulk({ ...sound, user_ids: Array.from({ length: 10_000 }, () => 1) }))).toHaveLength(200);
  });
});
