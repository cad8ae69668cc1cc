import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { TemplateEntity } from '@booking/notifications-core';
import { Roles } from './access.js';
import { Core } from './core.js';
import { TemplateFilter, TemplateSummary } from './templates.dto.js';

@Controller('api/v2/notifications/templates')
export class TemplatesController {
  constructor(private readonly core: Core) {}

  /** What can be sent; without the texts. */
  @Get()
  @Roles('user', 'service')
  @ApiOkResponse({ type: [TemplateSummary] })
  list(@Query() filter: TemplateFilter): Promise<TemplateEntity[]> {
    return this.core.dataSource.manager.find(TemplateEntity, {
      select: {
        id: true,
        name: true,
        template_type: true,
        category: true,
        locale: true,
        subject: true,
        variables: true,
        is_active: true,
        version: true,
        created_at: true,
        updated_at: true,
      },
      where: {
        ...(filter.template_type === undefined ? {} : { template_type: filter.template_type }),
        ...(filter.active_only ? { is_active: true } : {}),
        ...(filter.locale === undefined ? {} : { locale: filter.locale }),
      },
      order: { name: 'ASC', template_type: 'ASC', locale: 'ASC' },
    });
  }
}
