import type { ServiceProcess } from '../support/processes.js';

const MEGABYTE = 1024 * 1024;

/** Megabytes that a process has in memory, from its own metrics. `null`: it does not answer. */
export async function memoryOf({ url }: Pick<ServiceProcess, 'url'>): Promise<number | null> {
  try {
    const answer = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(5_000) });
    const bytes = /^process_resident_memory_bytes (\S+)$/m.exec(await answer.text())?.[1];
    return bytes === undefined ? null : Math.round(Number(bytes) / MEGABYTE);
  } catch {
    return null;
  }
}

export interface MemoryWatch {
  /** The most that any of them had, in megabytes. */
  readonly most: number;
}

const LOOK_EVERY_MS = 500;

/** Looks at the memory of processes that come and go, until it is told to stop. */
export function watchMemory(processes: () => readonly ServiceProcess[], signal: AbortSignal): MemoryWatch {
  const watch = { most: 0 };
  const look = async (): Promise<void> => {
    const found = await Promise.all(processes().map(memoryOf));
    watch.most = Math.max(watch.most, ...found.map((each) => each ?? 0));
    if (!signal.aborted) setTimeout(() => void look(), LOOK_EVERY_MS);
  };
  void look();
  return watch;
}
