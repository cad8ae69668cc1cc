import { describe, expect, it } from '@jest/globals';
import { NotificationEntity } from '../db/entities/notification.entity.js';
import { toHistoryEntry } from './history.js';
import { STATES } from '../domain/notification.js';

describe('an entry of the history', () => {
  it('has status pending while it is being sent or in doubt', () => {
    const reported = STATES.map((state) => {
      const { status, state: told } = toHistoryEntry(Object.assign(new NotificationEntity(), { state }));
      return [told, status];
    });
    expect(reported).toEqual([
      ['pending', 'pending'],
      ['sending', 'pending'],
      ['in_doubt', 'pending'],
      ['sent', 'sent'],
      ['failed', 'failed'],
      ['cancelled', 'cancelled'],
    ]);
  });

  it('never holds the context or internal fields', () => {
    const row = Object.assign(new NotificationEntity(), {
      state: 'sent',
      context: { code: 1 },
      dedupeKey: 'k',
      fence: 3,
    });
    expect(Object.keys(toHistoryEntry(row))).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/context|dedupe|fence|lease|claimed/)]),
    );
  });
});
