import { describe, expect, it } from '@jest/globals';
import { nextHistory, startHistory, type Draft, type Step } from './history.js';

const first: Draft = { subject: 'S', body: 'a', category: 'transactional', is_active: true };
const after = (...steps: Step[]) => steps.reduce(nextHistory, startHistory(first));
const write = (body: string, at: number, by?: string): Step => ({ type: 'write', change: { body }, by, at });
const undo: Step = { type: 'undo' };
const redo: Step = { type: 'redo' };

describe('undo', () => {
  it('takes back what was typed in one go in one place', () => {
    const typed = after(write('ab', 0, 'code'), write('abc', 300, 'code'));
    expect(typed.now.body).toBe('abc');
    expect(nextHistory(typed, undo).now.body).toBe('a');
  });

  it('stops where somebody paused, or wrote elsewhere', () => {
    expect(after(write('ab', 0, 'code'), write('abc', 5_000, 'code'), undo).now.body).toBe('ab');
    expect(after(write('ab', 0, 'code'), write('abc', 10, 'block 1'), undo).now.body).toBe('ab');
  });

  it('takes back a block that was moved by itself', () => {
    expect(after(write('b', 0), write('c', 1), undo).now.body).toBe('b');
  });

  it('takes back the subject and settings as well', () => {
    const changed = after({ type: 'write', change: { subject: 'T', is_active: false }, at: 0 });
    expect(changed.now).toMatchObject({ subject: 'T', is_active: false });
    expect(nextHistory(changed, undo).now).toEqual(first);
  });

  it('has an end', () => {
    expect(after(undo, undo).now).toEqual(first);
  });
});

describe('redo', () => {
  it('writes again what was taken back', () => {
    expect(after(write('b', 0), write('c', 1), undo, undo, redo).now.body).toBe('b');
    expect(after(write('b', 0), undo, redo, redo).now.body).toBe('b');
  });

  it('is over once something else is written', () => {
    expect(after(write('b', 0), undo, write('x', 1), redo).now.body).toBe('x');
  });
});

it('a change that changes nothing is no step', () => {
  expect(after(write('a', 0)).past).toEqual([]);
});
