import { describe, expect, it } from '@jest/globals';
import { mattersOf, type Facts } from './attention.js';

const WELL: NonNullable<Facts['status']> = {
  parts: [
    { name: 'postgres', up: true, detail: 'answers in 1 ms' },
    { name: 'api', up: true, detail: 'answers' },
  ],
  channels: [
    { channel: 'email', mode: 'live', paused: false, reason: null, since: null },
    { channel: 'sms', mode: 'sandbox', paused: false, reason: null, since: null },
  ],
  backlog: [{ lane: 'urgent', channel: 'email', due: 3, oldest_seconds: 2 }],
  lag_ms: 14,
};

const titles = (changes: Partial<Facts>): string[] =>
  mattersOf({ status: WELL, failed: 0, inDoubt: 0, isMoreInDoubt: false, ...changes }).map(({ title }) => title);

describe('what needs attention', () => {
  it('is nothing when all is well', () => {
    expect(titles({})).toEqual([]);
    expect(titles({ status: undefined })).toEqual([]);
  });

  it('is a part that is down, and what the service warns of', () => {
    const parts = [
      { name: 'redis', up: false, detail: 'does not answer' } as const,
      { name: 'api', up: true, detail: 'answers; PUBLIC_BASE_URL is not set' } as const,
    ];
    const matters = mattersOf({ status: { ...WELL, parts }, failed: 0, inDoubt: 0, isMoreInDoubt: false });
    expect(matters.map(({ title, detail }) => `${title}: ${detail}`)).toEqual([
      'Redis is down: Does not answer.',
      'The service warns: PUBLIC_BASE_URL is not set.',
    ]);
  });

  it('is a channel that is paused or not set up, with the reason', () => {
    const channels: (typeof WELL)['channels'] = [
      { channel: 'email', mode: 'live', paused: true, reason: 'SendGrid refused our key', since: null },
      { channel: 'sms', mode: 'not_configured', paused: false, reason: 'It has no provider', since: null },
    ];
    expect(titles({ status: { ...WELL, channels } })).toEqual(['Email is paused', 'SMS is not set up']);
  });

  it('is what is late, failed or in doubt', () => {
    const backlog: (typeof WELL)['backlog'] = [{ lane: 'reminder', channel: 'sms', due: 1, oldest_seconds: 60 }];
    expect(titles({ status: { ...WELL, backlog }, failed: 2, inDoubt: 50, isMoreInDoubt: true })).toEqual([
      '2 messages failed',
      'One message is late',
      '50 or more messages are in doubt',
    ]);
  });
});
