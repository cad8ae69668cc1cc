import { describe, expect, it } from '@jest/globals';
import { MAINTENANCE_JOBS } from '../domain/jobs.js';
import { overtakenBy, SCHEDULE, slotOf, tickIdOf } from './schedule.js';

const at = (time: string): Date => new Date(`2026-11-22T${time}Z`);

describe('the schedule', () => {
  it.each([
    ['process-queue', '* * * * *', 1],
    ['send-reminders', '*/5 * * * *', 5],
    ['cleanup', '0 * * * *', 60],
    ['health-check', '* * * * *', 1],
  ] as const)('%s runs at %s, every %i minutes', (job, cron, everyMinutes) => {
    expect(SCHEDULE[job]).toEqual({ cron, everyMinutes });
  });
});

describe('the slot of a tick', () => {
  it.each([
    ['process-queue', '10:07:00.004', '2026-11-22T10:07'],
    ['send-reminders', '10:05:00.004', '2026-11-22T10:05'],
    ['cleanup', '10:00:00.004', '2026-11-22T10:00'],
  ] as const)('of %s at %s is %s', (job, time, slot) => {
    expect(slotOf(job, at(time))).toBe(slot);
  });

  it('is the same for timers that come early or late, and for pods whose clocks differ by seconds', () => {
    for (const job of MAINTENANCE_JOBS)
      expect(
        new Set(['10:59:45.000', '10:59:59.998', '11:00:00.000', '11:00:12.345'].map((time) => slotOf(job, at(time)))),
      ).toEqual(new Set(['2026-11-22T11:00']));
  });

  it('after the last slot of a day is midnight of the next', () => {
    expect(slotOf('cleanup', at('23:59:59.990'))).toBe('2026-11-23T00:00');
  });
});

describe('a tick that had to wait', () => {
  const tick = (name: (typeof MAINTENANCE_JOBS)[number], time: string) => ({
    name,
    id: tickIdOf(name, slotOf(name, at(time))),
    addedAt: at(time).getTime(),
  });

  it('is overtaken by the latest tick of its job', () => {
    expect(overtakenBy(tick('process-queue', '10:00:00'), at('10:07:20'))).toBe('process-queue-2026-11-22T10:07');
    expect(overtakenBy(tick('send-reminders', '10:00:00'), at('10:08:20'))).toBe('send-reminders-2026-11-22T10:05');
    expect(overtakenBy(tick('cleanup', '10:00:00'), at('12:30:00'))).toBe('cleanup-2026-11-22T12:00');
  });

  it('runs within its own interval', () => {
    expect(overtakenBy(tick('process-queue', '10:00:00'), at('10:00:59'))).toBeNull();
    expect(overtakenBy(tick('cleanup', '10:00:00'), at('10:59:59'))).toBeNull();
  });

  it('is never overtaken when it was added by hand, whatever its id', () => {
    for (const id of ['17', 'process-queue-now', 'process-queue-2026', 'cleanup-2026-11-22T10:00'])
      expect(overtakenBy({ name: 'process-queue', id, addedAt: 0 }, at('10:07:20'))).toBeNull();
  });
});
