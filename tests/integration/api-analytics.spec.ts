import { beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN, ANN, INSTANT, NOTIFICATIONS, refused, STAFF } from '../support/api.js';
import { useApi } from '../support/use-api.js';

const PATH = '/api/v2/analytics';
const COLUMNS = 'at,sent,delivered,opened,clicked,bounced,undelivered,failed,unsubscribed,segments';

const api = useApi({ BUSINESS_TIMEZONE: 'Asia/Kolkata' });
beforeAll(async () => {
  await api.book('ann');
  await api.call(ADMIN, 'POST', `${NOTIFICATIONS}/process-queue?batch_size=200`);
  await api.sql.query(
    `UPDATE notification SET delivery_status = 'opened' WHERE notification_type = 'email' AND state = 'sent'`,
  );
});

type Bucket = Readonly<Record<string, number>> & { readonly at: string };
interface Body {
  readonly series: readonly Bucket[];
  readonly totals: Readonly<Record<string, number>>;
}

describe('the analytics of the API', () => {
  it('have series, totals, rates, templates and lag', async () => {
    const { status, body } = await api.call<Body>(STAFF, 'GET', `${PATH}?days=7`);
    expect(status).toBe(200);
    const counts = {
      sent: 2,
      delivered: 1,
      opened: 1,
      clicked: 0,
      bounced: 0,
      undelivered: 0,
      failed: 0,
      unsubscribed: 0,
      segments: 1,
    };
    expect(body).toEqual({
      series: expect.any(Array),
      totals: counts,
      rates: { delivery: 0.5, open: 1, click: 0, bounce: 0, failure: 0 },
      by_template: [
        { template_name: 'appointment_confirmation', notification_type: 'email', ...counts, sent: 1, segments: 0 },
        {
          template_name: 'appointment_confirmation',
          notification_type: 'sms',
          ...counts,
          sent: 1,
          delivered: 0,
          opened: 0,
        },
      ],
      lag_ms: { p50: expect.any(Number), p95: expect.any(Number), p99: expect.any(Number) },
    });
    expect(body.series).toHaveLength(7);
    expect(body.series.at(-1)).toEqual({ at: expect.stringMatching(INSTANT), ...counts });
    expect(body.series[0]).toMatchObject({ sent: 0, opened: 0 });
  });

  it("begin their days at the shop's midnight, or at that of the zone that is asked for", async () => {
    const at = async (query: string): Promise<string> =>
      (await api.call<Body>(STAFF, 'GET', `${PATH}?days=2${query}`)).body.series[0]!.at.slice(11, 19);
    expect(await at('')).toBe('18:30:00');
    expect(await at('&timezone=Asia/Kathmandu')).toBe('18:15:00');
    expect(await at('&timezone=UTC')).toBe('00:00:00');
  });

  it('come by hour, with the same totals', async () => {
    const { body } = await api.call<Body>(STAFF, 'GET', `${PATH}?days=2&bucket=hour`);
    expect(body.series.length).toBeGreaterThan(24);
    expect(body.totals).toMatchObject({ sent: 2 });
  });

  it('are those of a channel or a template', async () => {
    const totals = async (query: string): Promise<unknown> =>
      (await api.call<Body>(ADMIN, 'GET', `${PATH}?${query}`)).body.totals['sent'];
    expect(await totals('channel=sms')).toBe(1);
    expect(await totals('template_name=appointment_confirmation')).toBe(2);
    expect(await totals('template_name=none')).toBe(0);
  });

  it('come as CSV', async () => {
    const { status, headers, body } = await api.call<string>(STAFF, 'GET', `${PATH}?days=1`, {
      headers: { accept: 'text/csv' },
    });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    const [first, second, ...rest] = body.split('\r\n');
    expect([first, rest]).toEqual([COLUMNS, ['']]);
    expect(second).toMatch(/^\d{4}-\d\d-\d\dT18:30:00\.000Z,2,1,1,0,0,0,0,0,1$/);
  });

  it.each([
    'days=0',
    'days=366',
    'days=x',
    'bucket=week',
    'timezone=Nowhere/City',
    'timezone=%2B02:00',
    'timezone=',
    'channel=fax',
    'template_name=',
    'user_id=ann',
  ])('refuse ?%s and name it', async (query) => {
    expect(await api.call(STAFF, 'GET', `${PATH}?${query}`)).toMatchObject(refused(422, query.split('=')[0]!));
  });

  it('refuse more hours than a chart can show', async () => {
    expect(await api.call(STAFF, 'GET', `${PATH}?days=32&bucket=hour`)).toMatchObject(refused(422, 'days'));
    expect(await api.call(STAFF, 'GET', `${PATH}?days=31&bucket=hour`)).toMatchObject({ status: 200 });
  });

  it('are not for clients', async () => {
    expect(await api.call(ANN, 'GET', PATH)).toMatchObject(refused(403));
  });
});
