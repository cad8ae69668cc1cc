import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { changePreferences, readPreferences, type Preferences as StoredPreferences } from '@booking/notifications-core';
import { CurrentCaller, Roles } from '../auth/access.js';
import type { Caller } from '../auth/auth.js';
import { Core } from './core.js';
import { changesFor } from './preference-changes.js';
import { Preferences, PreferencesUpdate } from './preferences.dto.js';

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
    return changePreferences(this.core.services, caller.userId, changesFor(caller.userId, changes));
  }
}
