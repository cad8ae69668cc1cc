import { describe, expect, it } from '@jest/globals';
import { dueText, troublesOf, type Status } from './status-words.js';

const WELL: Status = {
  parts: [
    { name: 'postgres', up: true, detail: 'answers in 1 ms' },
    { name: 'api', up: true, detail: 'answers' },
    { name: 'scheduler', up: true, detail: 'last sign of life 2 s ago; tidy' },
  ],
  channels: [
    { channel: 'email', mode: 'live', paused: false, reason: null, since: null },
    { channel: 'sms', mode: 'sandbox', paused: false, reason: null, since: null },
  ],
  backlog: [{ lane: 'urgent', channel: 'email', due: 3, oldest_seconds: 0.4 }],
  lag_ms: 14,
};

describe('troubles', () => {
  it('are none where all is well', () => {
    expect(troublesOf(WELL)).toEqual([]);
  });

  it('name a part that is down, and what to do', () => {
    const parts: Status['parts'] = [{ name: 'worker', up: false, detail: 'none runs: start one' }];
    expect(troublesOf({ ...WELL, parts })).toEqual(['Worker: none runs: start one.']);
  });

  it('name a channel that is paused, and why', () => {
    const channels: Status['channels'] = [
      { channel: 'email', mode: 'live', paused: true, reason: 'SendGrid refused our credentials', since: null },
    ];
    expect(troublesOf({ ...WELL, channels })).toEqual(['Email: SendGrid refused our credentials.']);
  });

  it('tell of messages that have waited for minutes, unless their channel is paused', () => {
    const backlog: Status['backlog'] = [{ lane: 'reminder', channel: 'email', due: 40, oldest_seconds: 600 }];
    expect(troublesOf({ ...WELL, backlog })).toEqual(['Messages are late: the oldest has been due for 10 min.']);
    const channels: Status['channels'] = [
      { channel: 'email', mode: 'live', paused: true, reason: 'SendGrid takes no more for now', since: null },
    ];
    expect(troublesOf({ ...WELL, backlog, channels })).toHaveLength(1);
  });

  it('tell of messages that are late from the same second on as the overview', () => {
    const after = (oldest_seconds: number): Status['backlog'] => [
      { lane: 'urgent', channel: 'email', due: 1, oldest_seconds },
    ];
    expect(troublesOf({ ...WELL, backlog: after(59) })).toEqual([]);
    expect(troublesOf({ ...WELL, backlog: after(60) })).toHaveLength(1);
  });

  it('tell what the service finds wrong with its settings', () => {
    const parts: Status['parts'] = [{ name: 'api', up: true, detail: 'answers; no receipts are heard' }];
    expect(troublesOf({ ...WELL, parts })).toEqual(['no receipts are heard.']);
  });
});

it('a backlog is counted up to ten thousand', () => {
  expect(dueText(1_234)).toBe('1,234');
  expect(dueText(10_000)).toBe('10,000 or more');
});
