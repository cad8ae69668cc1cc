import { describe, expect, it } from '@jest/globals';
import { type BookingEvent } from '../domain/booking.js';
import { MOST_EVENTS_PER_BATCH, parseBookingEvent, parseBookingEvents } from './read-event.js';
import { InvalidInput, type FieldError } from '../domain/errors.js';

const DEFAULTS = {
  BUSINESS_NAME: 'Our shop',
  BUSINESS_ADDRESS: '9 Default St',
  BUSINESS_PHONE: undefined,
  BUSINESS_TIMEZONE: undefined,
  CANCELLATION_POLICY: undefined,
};

type Json = Record<string, unknown>;

/** The documented example, with every field. */
function full(): Json {
  return {
    specversion: '1.0',
    id: 'evt-1',
    source: '/booking-service',
    type: 'booking.created',
    time: '2026-11-22T10:00:00Z',
    data: {
      appointment: {
        id: 'apt-1',
        version: 1,
        status: 'confirmed',
        starts_at: '2026-12-01T14:00:00-05:00',
        timezone: 'America/New_York',
        duration_minutes: 45,
        service_name: 'Haircut',
        price: 50.0,
        currency: 'USD',
        barber_name: 'Sam',
        client: {
          id: 'user-1',
          name: 'John Doe',
          email: 'john@example.com',
          phone: '+12025550123',
          locale: 'en',
          timezone: 'America/New_York',
        },
        business: {
          name: '6FB Barbershop',
          address: '1 Main St',
          phone: '+12025550100',
          email: 'hello@6fb.example',
          cancellation_policy: 'Free up to 24 h before.',
        },
        links: { manage: 'https://shop.example.com/bookings/apt-1' },
      },
      previous: { starts_at: '2026-12-01T13:00:00-05:00' },
      cancellation: {
        cancelled_by: 'client',
        reason: 'Ill',
        cancelled_at: '2026-11-22T09:59:00Z',
        refund_amount: 25.0,
        refund_timeframe: '5-7 days',
      },
    },
  };
}

/** The example with another value at a path. `undefined` removes the field. */
function changed(path: string, value: unknown): Json {
  const event = full();
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce<Json>((object, key) => object[key] as Json, event);
  if (value === undefined) Reflect.deleteProperty(parent, last);
  else parent[last] = value;
  return event;
}

const parse = (json: unknown): BookingEvent => parseBookingEvent(json, DEFAULTS);

function errorsOf(run: () => unknown): readonly FieldError[] {
  try {
    run();
  } catch (error) {
    if (error instanceof InvalidInput) return error.errors;
    throw error;
  }
  return [];
}

const fields = (json: unknown): string[] => errorsOf(() => parse(json)).map(({ field }) => field);

const REQUIRED = [
  'id',
  'source',
  'type',
  'data',
  'data.appointment',
  'data.appointment.id',
  'data.appointment.starts_at',
  'data.appointment.service_name',
  'data.appointment.client',
  'data.appointment.client.id',
];

describe('a booking event', () => {
  it('is read with all its fields', () => {
    expect(parse(full())).toMatchObject({
      id: 'evt-1',
      source: '/booking-service',
      type: 'booking.created',
      time: new Date('2026-11-22T10:00:00Z'),
      appointment: {
        id: 'apt-1',
        version: 1,
        start: { instant: new Date('2026-12-01T19:00:00Z'), zone: 'America/New_York' },
        client: { id: 'user-1', email: 'john@example.com' },
        business: { name: '6FB Barbershop', address: '1 Main St' },
      },
      previousStart: { instant: new Date('2026-12-01T18:00:00Z') },
      cancellation: { cancelledBy: 'client', refundAmount: 25 },
    });
  });

  it('needs only its required fields, and gets settings and defaults for the others', () => {
    const least = {
      id: 'e',
      source: 's',
      type: 'booking.created',
      data: {
        appointment: { id: 'a', starts_at: '2026-12-01T14:00:00Z', client: { id: 'c' }, service_name: 'Cut' },
      },
    };
    expect(parse(least).appointment).toEqual({
      id: 'a',
      version: null,
      status: 'confirmed',
      start: { instant: new Date('2026-12-01T14:00:00Z'), zone: '+00:00' },
      durationMinutes: null,
      serviceName: 'Cut',
      price: null,
      currency: null,
      barberName: null,
      bookNewUrl: null,
      links: { manage: null, cancel: null, reschedule: null },
      client: { id: 'c', name: null, email: null, phone: null, locale: null, timezone: null },
      business: { name: 'Our shop', email: null, address: '9 Default St', phone: null, cancellationPolicy: null },
    });
  });

  it.each(REQUIRED)('is refused without %s', (path) => {
    expect(fields(changed(path, undefined))).toEqual([path]);
  });

  it.each(REQUIRED)('is refused with null, a number, a list or an empty text as %s', (path) => {
    for (const value of [null, 5, true, [], ['x'], [full()], '', '   ', {}]) {
      const found = fields(changed(path, value));
      expect(found.length).toBeGreaterThan(0);
      for (const field of found) expect(field === path || field.startsWith(`${path}.`)).toBe(true);
    }
  });

  it.each([
    ['specversion', '0.3'],
    ['type', 'booking.eaten'],
    ['type', 'constructor'],
    ['time', 'yesterday'],
    ['time', '2026-11-22T10:00:00'],
    ['time', 1_763_805_600],
    ['data', 'a text'],
    ['data.appointment.version', -1],
    ['data.appointment.version', 1.5],
    ['data.appointment.version', '1'],
    ['data.appointment.version', 2 ** 53],
    ['data.appointment.version', 1e300],
    ['data.appointment.status', 'eaten'],
    ['data.appointment.starts_at', '2026-12-01'],
    ['data.appointment.starts_at', '2026-02-30T10:00:00Z'],
    ['data.appointment.starts_at', '0000-06-01T10:00:00Z'],
    ['data.appointment.starts_at', '9999-12-31T23:59:59-12:00'],
    ['data.appointment.timezone', 'Nowhere/Else'],
    ['data.appointment.timezone', 'x'.repeat(65)],
    ['data.appointment.timezone', 'EST'],
    ['data.appointment.business.timezone', 'Eastern Standard Time'],
    ['data.appointment.business.email', 'hello'],
    ['data.appointment.links', 'https://shop.example.com'],
    ['data.appointment.links.manage', 'javascript:alert(1)'],
    ['data.appointment.links.cancel', '/cancel'],
    ['data.appointment.book_new_url', 'shop.example.com/book'],
    ['data.cancellation.book_new_url', 'shop.example.com/book'],
    ['data.appointment.client.locale', 'english'],
    ['data.appointment.client.locale', 5],
    ['data.appointment.duration_minutes', -1],
    ['data.appointment.duration_minutes', 0.5],
    ['data.appointment.duration_minutes', 1e9],
    ['data.appointment.price', -0.01],
    ['data.appointment.price', 1e10],
    ['data.appointment.price', Number.MAX_VALUE],
    ['data.appointment.price', '50 EUR'],
    ['data.appointment.price', '50,00'],
    ['data.appointment.price', '-50.00'],
    ['data.appointment.price', '1e3'],
    ['data.appointment.price', '9'.repeat(300)],
    ['data.appointment.price', true],
    ['data.appointment.currency', 'Dollars'],
    ['data.appointment.currency', 840],
    ['data.appointment.service_name', 'x'.repeat(501)],
    ['data.appointment.barber_name', { name: 'Sam' }],
    ['data.appointment.client', []],
    ['data.appointment.client', [{ id: 'user-1' }]],
    ['data.appointment.client', 'user-1'],
    ['data.appointment.client.id', 'x'.repeat(201)],
    ['data.appointment.client.email', 5],
    ['data.appointment.client.phone', ['+12025550123']],
    ['data.appointment.client.timezone', 'Nowhere/Else'],
    ['data.appointment.business', []],
    ['data.appointment.business.name', {}],
    ['data.previous', []],
    ['data.previous.starts_at', 'before'],
    ['data.cancellation', []],
    ['data.cancellation.cancelled_by', 'nobody'],
    ['data.cancellation.cancelled_at', 'then'],
    ['data.cancellation.refund_amount', -1],
    ['data.cancellation.reason', 'x'.repeat(4_001)],
  ])('is refused with a wrong %s (%j), naming it', (path, value) => {
    expect(fields(changed(path, value))).toEqual([path]);
  });

  it('is refused with an error for each wrong value, whatever is wrong with it', () => {
    const event = changed('data.appointment.client.id', '');
    Object.assign(event, { type: 'booking.canceled', time: 'yesterday', note: 'a\0b' });
    const { appointment, previous, cancellation } = event['data'] as Record<string, Json>;
    Object.assign(appointment!, {
      timezone: 'EST',
      starts_at: '2026-02-30T10:00:00',
      price: 'free',
      service_name: '\0',
    });
    Object.assign(previous!, { starts_at: 'before' });
    Object.assign(cancellation!, { cancelled_at: 'then', cancelled_by: 'nobody' });
    expect(fields(event).sort()).toEqual([
      'data.appointment.client.id',
      'data.appointment.price',
      'data.appointment.service_name',
      'data.appointment.starts_at',
      'data.appointment.timezone',
      'data.cancellation.cancelled_at',
      'data.cancellation.cancelled_by',
      'data.previous.starts_at',
      'note',
      'time',
      'type',
    ]);
  });

  it.each([
    ['type', 'booking.canceled', 'booking.cancelled'],
    ['type', 'Booking.Created', 'booking.created'],
    ['type', 'booking_rescheduled', 'booking.rescheduled'],
    ['data.appointment.status', 'no-show', 'no_show'],
    ['data.appointment.status', 'CONFIRMED', 'confirmed'],
    ['data.cancellation.cancelled_by', 'Client', 'client'],
    ['data.appointment.timezone', 'EST', 'America/New_York'],
    ['data.appointment.client.timezone', 'W. Europe Standard Time', 'Europe/Berlin'],
  ])('is refused with %s %s, and told that it probably means %s', (path, value, meant) => {
    expect(errorsOf(() => parse(changed(path, value)))).toEqual([
      { field: path, message: expect.stringMatching(`; did you mean ${meant}\\?$`) as unknown },
    ]);
  });

  it('is not told that its start has no offset when it is the zone that is wrong', () => {
    const event = changed('data.appointment.starts_at', '2026-12-01T14:00:00');
    for (const wrong of ['EST', 5, 'x'.repeat(65)]) {
      (event['data'] as { appointment: Json }).appointment['timezone'] = wrong;
      expect(fields(event)).toEqual(['data.appointment.timezone']);
    }
  });

  it.each([[null], [undefined], [5], ['text'], [[]], [[full()]], [true]])('is refused when it is %j', (json) => {
    expect(fields(json)).toEqual(['body']);
  });

  it.each([
    'specversion',
    'time',
    'data.appointment.version',
    'data.appointment.status',
    'data.appointment.timezone',
    'data.appointment.duration_minutes',
    'data.appointment.price',
    'data.appointment.currency',
    'data.appointment.barber_name',
    'data.appointment.book_new_url',
    'data.appointment.client.name',
    'data.appointment.client.email',
    'data.appointment.client.phone',
    'data.appointment.client.locale',
    'data.appointment.client.timezone',
    'data.appointment.business',
    'data.appointment.business.email',
    'data.appointment.business.timezone',
    'data.appointment.links',
    'data.appointment.links.manage',
    'data.previous',
    'data.previous.starts_at',
    'data.cancellation',
    'data.cancellation.cancelled_by',
    'data.cancellation.cancelled_at',
    'data.cancellation.refund_amount',
  ])('may have null or a blank text as %s, which means "not given"', (path) => {
    const { payload: _, ...without } = parse(changed(path, undefined));
    for (const blank of [null, '', '  ']) {
      const { payload: __, ...read } = parse(changed(path, blank));
      expect(read).toEqual(without);
    }
  });

  it.each([
    ['50.00', 50],
    [' 49.90 ', 49.9],
    ['0', 0],
  ])('may have the amount %j as text', (text, amount) => {
    expect(parse(changed('data.appointment.price', text)).appointment.price).toBe(amount);
    expect(parse(changed('data.cancellation.refund_amount', text)).cancellation?.refundAmount).toBe(amount);
  });

  it('may have its currency in small letters', () => {
    expect(parse(changed('data.appointment.currency', ' usd')).appointment.currency).toBe('USD');
  });

  it.each(['pt_BR', 'pt-br', ' PT-BR '])('may have the language %s, which is kept in the one spelling', (locale) => {
    expect(parse(changed('data.appointment.client.locale', locale)).appointment.client.locale).toBe('pt-BR');
  });

  it('may have links, of which the one to book again is also known by another name', () => {
    const links = { manage: 'https://a.example/1', cancel: ' http://a.example/2 ', book_again: 'https://a.example/3' };
    const { appointment } = parse(changed('data.appointment.links', links));
    expect(appointment.links).toEqual({
      manage: 'https://a.example/1',
      cancel: 'http://a.example/2',
      reschedule: null,
    });
    expect(appointment.bookNewUrl).toBe('https://a.example/3');
  });

  it('is never quoted in an error', () => {
    for (const path of [...REQUIRED, 'data.appointment.client.timezone', 'data.appointment.currency', 'time']) {
      const errors = errorsOf(() => parse(changed(path, 'ca\0nary-canary')));
      expect(JSON.stringify(errors)).not.toContain('canary');
    }
  });
});

describe('the text of a booking event', () => {
  it.each([
    ['a NUL', 'a\0b'],
    ['half of an emoji', 'a\ud83d'],
    ['the other half', '\ude00b'],
    ['both halves the wrong way round', '\ude00\ud83d'],
  ])('is refused with %s, naming the field', (_, text) => {
    for (const path of ['id', 'data.appointment.client.name', 'data.appointment.service_name', 'data.note'])
      expect(fields(changed(path, text))).toEqual([path]);
    expect(fields(changed('data.extra', [{ deep: ['ok', text] }]))).toEqual(['data.extra[0].deep[1]']);
    expect(fields(changed('data.extra', { [text]: 1 }))).toEqual(['data.extra']);
    expect(fields({ ...full(), [text]: 1 })).toEqual(['body']);
  });

  it('may have whole emoji, right-to-left text and combining marks', () => {
    const name = '👩‍👩‍👧 שלום Z̷̢̛a';
    expect(parse(changed('data.appointment.client.name', name)).appointment.client.name).toBe(name);
  });

  it.each(['id', 'source', 'data.appointment.id', 'data.appointment.client.id'])(
    'is limited in %s by the length of a key, in UTF-16 units',
    (path) => {
      const most = path === 'source' ? 500 : 200;
      expect(fields(changed(path, '漢'.repeat(most)))).toEqual([]);
      for (const character of ['x', '漢', '😀', '😀\ufe0f', 'x\ufe0f'])
        expect(fields(changed(path, character.repeat(most)))).toEqual(character.length > 1 ? [path] : []);
    },
  );
});

describe('hostile JSON', () => {
  const nested = (depth: number): unknown => {
    let value: unknown = 'deep';
    for (let level = 0; level < depth; level++) value = level % 2 ? [value] : { a: value };
    return value;
  };

  it('is refused when it is nested too deep, without overflowing the stack', () => {
    for (const depth of [30, 100_000])
      expect(errorsOf(() => parse(changed('data.extra', nested(depth))))).toEqual([
        {
          field: expect.stringMatching(/^data\.extra\W/) as unknown,
          message: expect.stringContaining('deep') as unknown,
        },
      ]);
    expect(fields(changed('data.extra', nested(15)))).toEqual([]);
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', 'length', 'valueOf'])(
    'may have fields called %s anywhere, which are only data',
    (name) => {
      for (const value of ['text', 5, null, [], {}, { polluted: true }, { name: 'Object', prototype: {} }, ['x']]) {
        const text = JSON.stringify(full())
          .replaceAll(/"(id|version|address)":/g, `${JSON.stringify(name)}:${JSON.stringify(value)},$&`)
          .replace(/\}$/, `,"extra":{${JSON.stringify(name)}:${JSON.stringify(value)}}}`);
        const json = JSON.parse(text) as Json;
        const event = parse(json);
        expect(event.appointment.client.email).toBe('john@example.com');
        expect(JSON.stringify(event.payload)).toBe(JSON.stringify(json));
        expect(({} as Json)['polluted']).toBeUndefined();
      }
    },
  );

  it('cannot set required fields through __proto__', () => {
    const json = JSON.parse(`{"__proto__": ${JSON.stringify(full())}}`) as unknown;
    expect(fields(json).sort()).toEqual(['data', 'id', 'source', 'type']);
  });

  it('keeps a hundred thousand extra fields', () => {
    const extra = Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`k${n}`, n]));
    expect(parse(changed('data.extra', extra)).payload).toEqual(changed('data.extra', extra));
  });

  it('keeps unknown fields as they came', () => {
    const event = {
      ...full(),
      traceparent: '00-abc',
      data: { ...(full()['data'] as Json), loyalty: { points: [1, 2.5] } },
    };
    expect(parse(event).payload).toBe(event);
  });
});

describe('the zone of a start', () => {
  const local = '2026-12-01T14:00:00';

  it.each([
    ['the appointment’s zone', 'Asia/Tokyo', 'Europe/Paris', 'America/New_York', '2026-12-01T05:00:00.000Z'],
    [
      'the shop’s zone if the appointment has none',
      undefined,
      'Europe/Paris',
      'America/New_York',
      '2026-12-01T13:00:00.000Z',
    ],
    ['the configured zone if the event has none', undefined, undefined, 'America/New_York', '2026-12-01T19:00:00.000Z'],
  ])('is %s', (_, appointment, business, configured, expected) => {
    const event = changed('data.appointment.starts_at', local);
    const target = (event['data'] as { appointment: Json }).appointment;
    target['timezone'] = appointment;
    (target['business'] as Json)['timezone'] = business;
    const read = parseBookingEvent(event, { ...DEFAULTS, BUSINESS_TIMEZONE: configured });
    expect(read.appointment.start.instant.toISOString()).toBe(expected);
  });

  it('is required if the start has no offset', () => {
    const event = changed('data.appointment.starts_at', local);
    (event['data'] as { appointment: Json }).appointment['timezone'] = null;
    expect(errorsOf(() => parse(event))).toEqual([
      { field: 'data.appointment.starts_at', message: expect.stringContaining('timezone') as unknown },
    ]);
  });
});

describe('an array of booking events', () => {
  const parseAll = (json: unknown): BookingEvent[] => parseBookingEvents(json, DEFAULTS);

  it('is read in its order', () => {
    const events = Array.from({ length: MOST_EVENTS_PER_BATCH }, (_, n) => ({ ...full(), id: `evt-${n}` }));
    expect(parseAll(events).map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  });

  it('gets at most 200 errors', () => {
    const wrong = changed('data.extra', Array(1_000_000).fill('\0'));
    expect(errorsOf(() => parse(wrong))).toHaveLength(200);
    expect(errorsOf(() => parseAll([wrong, ...Array<null>(900).fill(null)]))).toHaveLength(200);
  });

  it.each([
    ['an object', full()],
    ['a text', 'text'],
    ['null', null],
    ['empty', []],
    ['one too many', Array.from({ length: MOST_EVENTS_PER_BATCH + 1 }, full)],
    ['something like an array', { length: 1, 0: full() }],
  ])('is refused when it is %s', (_, json) => {
    expect(errorsOf(() => parseAll(json)).map(({ field }) => field)).toEqual(['body']);
  });

  it('is refused as a whole, naming every wrong field of every event', () => {
    const events = [full(), changed('id', ''), [full()], null, changed('data.appointment.starts_at', 'x'), full()];
    expect(errorsOf(() => parseAll(events)).map(({ field }) => field)).toEqual([
      '[1].id',
      '[2]',
      '[3]',
      '[4].data.appointment.starts_at',
    ]);
  });
});
