import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { TEMPLATE_PARTIALS, TEMPLATE_VARIABLES } from '@booking/notifications-core';
import { Roles } from '../auth/access.js';
import { TemplateReference } from './template-reference.dto.js';

const REFERENCE: TemplateReference = {
  variables: Object.entries(TEMPLATE_VARIABLES).map(([name, { meaning, example, usedIn, optional }]) => ({
    name,
    meaning,
    example: String(example),
    made_for: usedIn,
    is_always_there: !optional,
  })),
  partials: Object.entries(TEMPLATE_PARTIALS).map(([name, { meaning, example, channels }]) => ({
    name,
    meaning,
    example,
    channels: [...channels],
  })),
};

/** What a template may say. */
@Controller('api/v2/notifications/templates/variables')
export class TemplateReferenceController {
  /** The variables that a booking's messages get by themselves, and the shipped parts that a text may include. */
  @Get()
  @Roles('staff')
  @ApiOkResponse({ type: TemplateReference })
  read(): TemplateReference {
    return REFERENCE;
  }
}
