import { expect, it } from '@jest/globals';
import { forgetDraft, keepDraft, keptDraft } from './kept.js';

function memory(isFull = false): Storage {
  const values = new Map<string, string>();
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => {
      if (isFull) throw new DOMException('full', 'QuotaExceededError');
      values.set(key, value);
    },
    removeItem: (key: string) => void values.delete(key),
  } as unknown as Storage;
}

const kept = {
  draft: { subject: null, body: 'Hi', category: 'transactional', is_active: true },
  version: 3,
  at: '2026-12-01T10:00:00Z',
} as const;

it('what was not saved is offered again, for its template only', () => {
  const storage = memory();
  keepDraft(storage, 'birthday sms en', kept);
  expect(keptDraft(storage, 'birthday sms en')).toEqual(kept);
  expect(keptDraft(storage, 'birthday sms de')).toBeNull();
  forgetDraft(storage, 'birthday sms en');
  expect(keptDraft(storage, 'birthday sms en')).toBeNull();
});

it('what cannot be read or kept is not offered', () => {
  const storage = memory();
  storage.setItem('unsaved a', '{');
  storage.setItem('unsaved b', '{"draft":{"body":1}}');
  expect([keptDraft(storage, 'a'), keptDraft(storage, 'b')]).toEqual([null, null]);
  const full = memory(true);
  keepDraft(full, 'a', kept);
  expect(keptDraft(full, 'a')).toBeNull();
});
