import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import {
  changePreferences,
  readPreferences,
  type PreferenceChanges,
  type Preferences as StoredPreferences,
} from '@booking/notifications-core';
import { CurrentCaller, Roles } from '../auth/access.js';
import type { Caller } from '../auth/auth.js';
import { Core } from './core.js';
import { Preferences, PreferencesUpdate } from './preferences.dto.js';
import { invalidValues } from '../http/problem-details.js';

/** What the caller wants to hear, how and when. */
@Controller('api/v2/notifications/preferences')
export class PreferencesController {
  constructor(private readonly core: Core) {}

  /** The caller's own preferences; created with the defaults on first read. */
  @Get()
  @Roles('user')
  @ApiOkResponse({ type: Preferences })
  read(@CurrentCaller() caller: Caller): Promise<StoredPreferences> {
    return readPreferences(this.core.dataSource.manager, caller.userId, this.core.config);
  }

  /** Changes some of them, with effect on what is already scheduled, and answers all. */
  @Put()
  @Roles('user')
  @ApiOkResponse({ type: Preferences })
  update(@CurrentCaller() caller: Caller, @Body() changes: PreferencesUpdate): Promise<StoredPreferences> {
    if (changes.user_id !== undefined && changes.user_id !== caller.userId)
      throw invalidValues([{ field: 'user_id', message: 'must be your own, or left out' }]);
    return changePreferences(this.core.services, caller.userId, changesOf(changes));
  }
}

/** The fields that may be changed. */
function changesOf(update: PreferencesUpdate): PreferenceChanges {
  const { id: _id, user_id: _user, created_at: _created, updated_at: _updated, ...changes } = update;
  return changes;
}
