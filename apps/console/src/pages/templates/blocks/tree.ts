import type { Block, Blocks } from './block.js';

/**
 * Where a list of blocks stands: `[]` is the outermost; `[2, 1]` is the second list of the third block of it.
 * A block stands at the path of its list and its place in it.
 */
export type Path = readonly number[];

/** The lists of a block: the columns, or the two cases of a condition. */
export function listsOf(block: Block): readonly Blocks[] {
  if (block.kind === 'columns') return block.columns;
  if (block.kind === 'condition') return block.otherwise === null ? [block.blocks] : [block.blocks, block.otherwise];
  return [];
}

function withLists(block: Block, lists: readonly Blocks[]): Block {
  if (block.kind === 'columns') return { ...block, columns: lists };
  if (block.kind === 'condition') return { ...block, blocks: lists[0] ?? [], otherwise: lists[1] ?? null };
  return block;
}

/** The list at a path. Empty where there is none. */
export function listAt(blocks: Blocks, [index, list, ...rest]: Path): Blocks {
  if (index === undefined || list === undefined) return blocks;
  const block = blocks[index];
  return block === undefined ? [] : listAt(listsOf(block)[list] ?? [], rest);
}

export function blockAt(blocks: Blocks, path: Path): Block | undefined {
  return listAt(blocks, path.slice(0, -1))[path.at(-1) ?? -1];
}

function changeList(blocks: Blocks, [index, list, ...rest]: Path, change: (list: Blocks) => Blocks): Blocks {
  if (index === undefined || list === undefined) return change(blocks);
  return blocks.map((block, at) =>
    at !== index
      ? block
      : withLists(
          block,
          listsOf(block).map((each, which) => (which === list ? changeList(each, rest, change) : each)),
        ),
  );
}

export function replaceBlock(blocks: Blocks, path: Path, block: Block): Blocks {
  const place = path.at(-1);
  return changeList(blocks, path.slice(0, -1), (list) => list.map((each, at) => (at === place ? block : each)));
}

export function insertBlock(blocks: Blocks, path: Path, block: Block): Blocks {
  const place = path.at(-1) ?? 0;
  return changeList(blocks, path.slice(0, -1), (list) => [...list.slice(0, place), block, ...list.slice(place)]);
}

export function removeBlock(blocks: Blocks, path: Path): Blocks {
  const place = path.at(-1);
  return changeList(blocks, path.slice(0, -1), (list) => list.filter((_, at) => at !== place));
}

/** Whether `path` is inside the block at `of`, or is it. */
export function isWithin(path: Path, of: Path): boolean {
  return of.length <= path.length && of.every((step, at) => path[at] === step);
}

export interface Moved {
  readonly blocks: Blocks;
  /** Where it is now. */
  readonly path: Path;
}

/**
 * Moves a block to where `to` is: what stands there, and after it, makes room. `null`: it stays, because there is
 * nothing at `from`, or it would be inside itself.
 */
export function moveBlock(blocks: Blocks, from: Path, to: Path): Moved | null {
  const block = blockAt(blocks, from);
  if (block === undefined || (isWithin(to, from) && to.length > from.length)) return null;
  const path = afterRemoval(to, from);
  return { blocks: insertBlock(removeBlock(blocks, from), path, block), path };
}

/** A path once the block at `gone` is away. */
function afterRemoval(path: Path, gone: Path): Path {
  const at = gone.length - 1;
  const isBehind =
    path.length > at + 1 &&
    gone.slice(0, at).every((step, index) => path[index] === step) &&
    (path[at] ?? 0) > (gone[at] ?? 0);
  return isBehind ? path.map((step, index) => (index === at ? step - 1 : step)) : path;
}

/** One step up or down; out of its list at the ends of it. `null`: there is no further. */
export function stepped(blocks: Blocks, path: Path, by: -1 | 1): Moved | null {
  const place = (path.at(-1) ?? 0) + by;
  const list = path.slice(0, -1);
  if (place >= 0 && place < listAt(blocks, list).length) return moveBlock(blocks, path, [...list, place]);
  if (list.length === 0) return null;
  const around = list.slice(0, -1);
  const outside = by < 0 ? around : [...around.slice(0, -1), (around.at(-1) ?? 0) + 1];
  return moveBlock(blocks, path, outside);
}

export const pathKey = (path: Path): string => path.join('.');
export const keyPath = (key: string): Path => (key === '' ? [] : key.split('.').map(Number));
