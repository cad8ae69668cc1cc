import { opened } from './opened.js';
import { startWorld, type World, type WorldOptions } from './world.js';

/**
 * Registers the hooks that start the whole system, API and worker processes and a fake provider, and end it.
 * @param options what differs from one API and one worker. A function is asked when the hooks run.
 */
export function useWorld(options: WorldOptions | (() => Promise<WorldOptions>) = {}): World {
  return opened(
    async () => startWorld(typeof options === 'function' ? await options() : options),
    (world) => world.close(),
  );
}
