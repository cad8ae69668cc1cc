import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { changePreferences, readPreferences, type Preferences as StoredPreferences } from '@booking/notifications-core';
import { Roles } from '../auth/access.js';
import { Core } from './core.js';
import { changesFor } from './preference-changes.js';
import { Preferences, PreferencesUpdate } from './preferences.dto.js';
import { RecipientId } from './recipients.dto.js';

/** What a person wants to hear, for staff who help them on the phone. */
@Controller('api/v2/recipients/:id/preferences')
export class RecipientPreferencesController {
  constructor(private readonly core: Core) {}

  /** A person's preferences; created with the defaults on first read. */
  @Get()
  @Roles('staff')
  @ApiOkResponse({ type: Preferences })
  read(@Param() { id }: RecipientId): Promise<StoredPreferences> {
    return readPreferences(this.core.dataSource.manager, id, this.core.config);
  }

  /** Changes some of them, with effect on what is already scheduled, and answers all. */
  @Put()
  @Roles('staff')
  @ApiOkResponse({ type: Preferences })
  update(@Param() { id }: RecipientId, @Body() update: PreferencesUpdate): Promise<StoredPreferences> {
    return changePreferences(this.core.services, id, changesFor(id, update));
  }
}
