import { describe, expect, it } from '@jest/globals';
import { newBlock, type Block, type Blocks } from './block.js';
import { blockAt, insertBlock, listsOf, moveBlock, removeBlock, replaceBlock, stepped } from './tree.js';

const text = (words: string): Block => ({ kind: 'text', lead: '', text: words, keepsLines: false });
const condition = (...blocks: Block[]): Block => ({ ...newBlock('condition'), blocks }) as Block;
const columns = (...lists: Block[][]): Block => ({ kind: 'columns', lead: '', columns: lists });

/** "a (b c | d)": what stands where. */
const shape = (blocks: Blocks): string =>
  blocks.map((block) => (block.kind === 'text' ? block.text : `(${listsOf(block).map(shape).join('|')})`)).join(' ');

const page: Blocks = [text('a'), columns([text('b'), text('c')], [text('d')]), condition(text('e')), text('f')];

it('finds, adds, replaces and removes blocks at any depth', () => {
  expect(shape(page)).toBe('a (b c|d) (e) f');
  expect(blockAt(page, [1, 1, 0])).toEqual(text('d'));
  expect(blockAt(page, [9, 0, 0])).toBeUndefined();
  expect(shape(insertBlock(page, [1, 1, 1], text('x')))).toBe('a (b c|d x) (e) f');
  expect(shape(replaceBlock(page, [2, 0, 0], text('x')))).toBe('a (b c|d) (x) f');
  expect(shape(removeBlock(page, [1, 0, 0]))).toBe('a (c|d) (e) f');
});

describe('a block that is moved', () => {
  const moved = (from: number[], to: number[]) => {
    const result = moveBlock(page, from, to);
    return result && `${shape(result.blocks)} @ ${result.path.join('.')}`;
  };

  it('takes the place that it is dropped on', () => {
    expect(moved([0], [3])).toBe('(b c|d) (e) f a @ 3');
    expect(moved([3], [0])).toBe('f a (b c|d) (e) @ 0');
    expect(moved([1, 0, 0], [1, 0, 1])).toBe('a (c b|d) (e) f @ 1.0.1');
  });

  it('goes into and out of columns and conditions', () => {
    expect(moved([0], [1, 1, 0])).toBe('(b c|a d) (e) f @ 0.1.0');
    expect(moved([3], [2, 0, 1])).toBe('a (b c|d) (e f) @ 2.0.1');
    expect(moved([1, 0, 1], [0])).toBe('c a (b|d) (e) f @ 0');
  });

  it('cannot go into itself', () => {
    expect(moved([1], [1, 0, 0])).toBeNull();
    expect(moved([7], [0])).toBeNull();
  });
});

describe('a block that is moved by one step', () => {
  const step = (path: number[], by: -1 | 1) => {
    const result = stepped(page, path, by);
    return result && shape(result.blocks);
  };

  it('changes places with its neighbour', () => {
    expect(step([0], 1)).toBe('(b c|d) a (e) f');
    expect(step([1, 0, 1], -1)).toBe('a (c b|d) (e) f');
  });

  it('leaves what it stands in at its ends', () => {
    expect(step([1, 0, 0], -1)).toBe('a b (c|d) (e) f');
    expect(step([2, 0, 0], 1)).toBe('a (b c|d) () e f');
  });

  it('stays at the ends of the mail', () => {
    expect(step([0], -1)).toBeNull();
    expect(step([3], 1)).toBeNull();
  });
});
