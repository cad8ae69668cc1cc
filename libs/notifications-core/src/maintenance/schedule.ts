import type { MaintenanceJob } from '../domain/jobs.js';

/** When each maintenance job runs. Cron expressions are in UTC, so that pods in all zones have the same slots. */
export const SCHEDULE: Readonly<Record<MaintenanceJob, { readonly cron: string; readonly everyMinutes: number }>> = {
  'process-queue': { cron: '* * * * *', everyMinutes: 1 },
  'send-reminders': { cron: '*/5 * * * *', everyMinutes: 5 },
  cleanup: { cron: '0 * * * *', everyMinutes: 60 },
  'health-check': { cron: '* * * * *', everyMinutes: 1 },
};

const intervalMs = (job: MaintenanceJob): number => SCHEDULE[job].everyMinutes * 60_000;
const minuteOf = (ms: number): string => new Date(ms).toISOString().slice(0, 16);

/**
 * The slot of a tick, as its minute in UTC. The nearest slot counts, because timers fire a little early or late and
 * clocks of pods differ.
 */
export function slotOf(job: MaintenanceJob, now: Date): string {
  return minuteOf(Math.round(now.getTime() / intervalMs(job)) * intervalMs(job));
}

/** The job id of a slot. Bull takes an id once, so a slot has one job however many pods tick. */
export function tickIdOf(job: MaintenanceJob, slot: string): string {
  return `${job}-${slot}`;
}

/**
 * The id of the latest tick, if that tick makes this job needless should it exist. `null`: the job is no tick, or is in
 * time. Ticks pile up while an operator has paused the queue, and one run is enough for all of them.
 */
export function overtakenBy(
  job: { readonly name: MaintenanceJob; readonly id: string; readonly addedAt: number },
  now: Date,
): string | null {
  const { name, id, addedAt } = job;
  const isTick = id.startsWith(`${name}-`) && /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(id.slice(name.length + 1));
  if (!isTick || now.getTime() - addedAt < intervalMs(name)) return null;
  const latest = tickIdOf(name, minuteOf(Math.floor(now.getTime() / intervalMs(name)) * intervalMs(name)));
  return latest === id ? null : latest;
}
