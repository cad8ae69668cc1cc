import { closestCenter, pointerWithin, type Announcements, type CollisionDetection } from '@dnd-kit/core';
import { isWithin, keyPath, listAt, type Path } from './tree.js';
import type { Blocks } from './block.js';

/** The place that an id of a block or a list stands for. */
export function dropPath(blocks: Blocks, id: string): Path {
  if (!id.startsWith('in:')) return keyPath(id);
  const list = keyPath(id.slice(3));
  return [...list, listAt(blocks, list).length];
}

const placeOf = (id: string | number): Path => keyPath(String(id).replace(/^in:/, ''));

/** What is under the pointer, the innermost first; nothing inside of what is dragged. By keyboard: what is nearest. */
export const innermost: CollisionDetection = (args) => {
  const dragged = placeOf(args.active.id);
  const droppableContainers = args.droppableContainers.filter(({ id }) => {
    const place = placeOf(id);
    return String(id) === String(args.active.id) || !isWithin(place, dragged);
  });
  const under = pointerWithin({ ...args, droppableContainers });
  if (under.length > 0) {
    const depth = (id: string | number): number => placeOf(id).length * 2 - (String(id).startsWith('in:') ? 1 : 0);
    return [...under].sort((one, other) => depth(other.id) - depth(one.id));
  }
  return closestCenter({ ...args, droppableContainers });
};

const nameOf = ({ data }: { data: { current: Record<string, unknown> | undefined } }): string =>
  typeof data.current?.['name'] === 'string' ? data.current['name'] : 'the end of a list';

/** What is said to who does not see it. */
export const ANNOUNCEMENTS: Announcements = {
  onDragStart: ({ active }) => `${nameOf(active)} is picked up.`,
  onDragOver: ({ over }) => (over ? `It is over ${nameOf(over)}.` : 'It is over nothing.'),
  onDragEnd: ({ active, over }) => (over ? `${nameOf(active)} is put down.` : `${nameOf(active)} stays.`),
  onDragCancel: ({ active }) => `${nameOf(active)} stays where it was.`,
};

export const INSTRUCTIONS =
  'Press space to pick the block up, the arrow keys to move it, space to put it down, and escape to leave it. The buttons beside it move it by one step.';
