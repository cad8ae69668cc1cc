import type { PreferenceChanges } from '@booking/notifications-core';
import { invalidValues } from '../http/problem-details.js';
import type { PreferencesUpdate } from './preferences.dto.js';

/**
 * The fields that may be changed.
 * @throws {Problem} 422 when the body is about another user.
 */
export function changesFor(userId: string, update: PreferencesUpdate): PreferenceChanges {
  const { id: _id, user_id: about, created_at: _created, updated_at: _updated, ...changes } = update;
  if (about !== undefined && about !== userId)
    throw invalidValues([
      { field: 'user_id', message: 'must be that of the person whose preferences these are, or left out' },
    ]);
  return changes;
}
