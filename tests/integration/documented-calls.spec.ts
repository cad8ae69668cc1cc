import { beforeAll, describe, expect, it } from '@jest/globals';
import { fenced, pages } from '../support/pages.js';
import { pictureForm } from '../support/picture.js';
import { committed } from '../support/reference-files.js';
import { ADMIN, NOTIFICATIONS, SERVICE, type Sent } from '../support/api.js';
import { useApi } from '../support/use-api.js';

/** A `curl` of a page, as a request. */
interface Call {
  readonly method: string;
  readonly path: string;
  readonly sent: Sent;
}

const ME = { ...ADMIN, email: 'you@example.com', phone_number: '+12025550123' };

const api = useApi();
beforeAll(async () => {
  // What the template of the page needs, which is marketing.
  await wantMarketing(true);
});

const wantMarketing = (sms_marketing: boolean) =>
  api.call(ME, 'PUT', `${NOTIFICATIONS}/preferences`, { body: { sms_marketing } });

function callsOf(page: string): Call[] {
  const commands = fenced(committed(page), 'bash').flatMap((block) =>
    block
      .replaceAll(/\\\n\s*/g, '')
      .replaceAll(/'([^']*)'/g, (quoted) => quoted.replaceAll('\n', ' '))
      .split('\n'),
  );
  return commands
    .filter((command) => command.startsWith('curl '))
    .map((command) => {
      const path = /http:\/\/localhost:8000(\S*)/.exec(command)?.[1];
      if (path === undefined || !command.includes('-H "Authorization: Bearer $TOKEN"'))
        throw new Error(`no call of ours: ${command}`);
      const text = /-d '([^']+)'/.exec(command)?.[1];
      const type = /-H 'Content-Type: ([^']+)'/.exec(command)?.[1];
      if (command.includes(' -F file=@')) return { method: 'POST', path, sent: pictureForm() };
      const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
      return {
        method: /-X (\w+)/.exec(command)?.[1] ?? 'GET',
        path,
        sent: { ...(text === undefined ? {} : { text }), headers },
      };
    });
}

const withCalls = pages().filter((page) => callsOf(page).length > 0);

describe('what people paste', () => {
  it('stands on the pages where they look for it', () => {
    expect(withCalls).toEqual(['README.md', 'docs/integrating.md', 'docs/writing-templates.md']);
  });

  it.each(withCalls)('from %s works, one call after the other', async (page) => {
    for (const { method, path, sent } of callsOf(page)) {
      const { status, body } = await api.call<unknown>(ME, method, path, sent);
      expect({ path, status, body }).toEqual({
        path,
        status: method === 'PUT' ? expect.any(Number) : path.endsWith('/assets') ? 201 : 200,
        body,
      });
      expect(status).toBeLessThan(300);
      if (path.includes('/test-')) expect(body).toMatchObject({ processing_result: { successful: 1 } });
    }
  });

  it('to send oneself a marketing template says why nothing comes, until one wants it', async () => {
    const test = callsOf('docs/writing-templates.md').find(({ path }) => path.endsWith('/test-sms'))!;
    await wantMarketing(false);
    const { body } = await api.call<unknown>(ME, test.method, test.path, test.sent);
    expect(body).toMatchObject({ processing_result: { successful: 0 }, reason: 'preference_off' });
    await wantMarketing(true);
  });

  it('to preview a template shows what the page says', async () => {
    const page = committed('docs/writing-templates.md');
    const preview = callsOf('docs/writing-templates.md').find(({ path }) => path.endsWith('/preview'))!;
    const shown = fenced(page, 'json').find((block) => block.includes('missing_variables'))!;
    const { body } = await api.call<unknown>(ME, preview.method, preview.path, preview.sent);
    expect(body).toEqual(JSON.parse(shown));
  });

  it.each([
    ['README.md', 'booking.created'],
    ['docs/integrating.md', 'booking.rescheduled'],
  ])('the event of %s is taken', async (page, type) => {
    const event = fenced(committed(page), 'json').find((block) => block.includes(`"${type}"`))!;
    const later = event.replaceAll('2026-', '2036-');
    const { status, body } = await api.call<unknown>(SERVICE, 'POST', '/api/v2/booking-events', {
      text: later,
      headers: { 'content-type': 'application/json' },
    });
    expect(status).toBe(202);
    expect(body).toMatchObject({ duplicate: false, notifications: expect.arrayContaining([expect.anything()]) });
  });
});
