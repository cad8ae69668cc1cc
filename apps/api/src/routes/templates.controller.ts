import { Body, Controller, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiParam } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  CHANNELS,
  editTemplate,
  findStoredTemplate,
  listTemplates,
  previewTemplate,
  type Channel,
  type FieldError,
  type StoredTemplate,
  type TemplatePreview,
  type TemplateSummary as StoredSummary,
} from '@booking/notifications-core';
import { CurrentCaller, Roles } from '../auth/access.js';
import type { Caller } from '../auth/auth.js';
import { Core } from './core.js';
import { invalidValues, Problem } from '../http/problem-details.js';
import { Refuses } from '../http/refuses.js';
import {
  Preview,
  PreviewRequest,
  SavedTemplate,
  Template,
  TemplateFilter,
  TemplateLocale,
  TemplateSummary,
  TemplateUpdate,
} from './templates.dto.js';

export const NAME = { name: 'name', description: 'Of the template.', example: 'appointment_confirmation' };
export const TYPE = {
  name: 'type',
  description: 'Its channel.',
  // The generator drops a plain `example` next to an enum.
  schema: { type: 'string', enum: [...CHANNELS], examples: ['email'] },
};
export const NO_TEMPLATE = 'Template not found: GET /api/v2/notifications/templates lists all.';
const NOT_STORED = 'Template not found: send a `body` to preview a new one.';

/** What messages are made of. */
@Controller('api/v2/notifications/templates')
export class TemplatesController {
  constructor(private readonly core: Core) {}

  /** What can be sent; without the texts. */
  @Get()
  @Roles('user', 'service')
  @ApiOkResponse({ type: [TemplateSummary] })
  list(@Query() { template_type: channel, active_only: activeOnly, locale }: TemplateFilter): Promise<StoredSummary[]> {
    return listTemplates(this.core.dataSource.manager, { channel, activeOnly, locale });
  }

  /** One template with its text, in exactly that language. Those that are off are shown too. */
  @Get(':name/:type')
  @Roles('staff')
  @ApiParam(NAME)
  @ApiParam(TYPE)
  @ApiOkResponse({ type: Template })
  async read(
    @Param('name') name: string,
    @Param('type') type: string,
    @Query() { locale }: TemplateLocale,
  ): Promise<Template> {
    const channel = CHANNELS.find((known) => known === type);
    const { dataSource, config } = this.core;
    const found =
      channel && (await findStoredTemplate(dataSource.manager, { name, channel, locale }, config.DEFAULT_LOCALE));
    if (!found) throw new Problem('not_found', NO_TEMPLATE);
    return shown(found);
  }

  /**
   * Writes a template as a new version, which is live on every worker within 5 seconds, or a new template (201).
   * One that is broken or unsafe is refused with line and reason, and the version before stays.
   */
  @Put(':name/:type')
  @Roles('admin')
  @ApiParam(NAME)
  @ApiParam(TYPE)
  @ApiOkResponse({ type: SavedTemplate })
  @ApiCreatedResponse({ type: SavedTemplate })
  async write(
    @CurrentCaller() caller: Caller,
    @Param('name') name: string,
    @Param('type') type: string,
    @Query() { locale }: TemplateLocale,
    @Body() { subject, body, category, is_active: isActive, ...given }: TemplateUpdate,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SavedTemplate> {
    const channel = channelOf(type);
    const { dataSource, templates } = this.core.services;
    const { template, created, unfilled } = await dataSource.transaction(async (manager) => {
      const edited = await editTemplate(
        manager,
        { name, channel, locale, subject, body, category, isActive, editedBy: caller.userId },
        { defaultLocale: this.core.config.DEFAULT_LOCALE, partials: this.core.services.templates.partials() },
      );
      mustAgree(given, edited.template);
      return edited;
    });
    // Shows the editor the new version at once. The version is stored: if this fails, the cache refreshes itself later.
    await templates.refresh().catch(() => undefined);
    reply.status(created ? 201 : 200);
    return Object.assign(shown(template), { unfilled_variables: [...unfilled] });
  }

  /** Renders a template, stored or being written, as it would go out. Nothing is stored and nothing is sent. */
  @Post('preview')
  @HttpCode(200)
  @Roles('staff')
  @ApiOkResponse({ type: Preview })
  @Refuses('not_found', NOT_STORED)
  async preview(@Body() request: PreviewRequest): Promise<TemplatePreview> {
    const { template_name: name, template_type: channel, locale, subject, body, context } = request;
    const { dataSource, config } = this.core;
    const preview = await previewTemplate(
      dataSource.manager,
      { name, channel, locale, subject, body, context },
      config,
      this.core.services.templates.partials(),
      new Date(),
    );
    if (!preview) throw new Problem('not_found', NOT_STORED);
    return preview;
  }
}

function channelOf(type: string): Channel {
  const channel = CHANNELS.find((known) => known === type);
  if (channel === undefined) throw invalidValues([{ field: 'type', message: 'must be email or sms' }]);
  return channel;
}

/** A body that names another template than the path is a mistake. We do not guess which is meant. */
function mustAgree(given: Pick<TemplateUpdate, 'name' | 'template_type' | 'locale'>, template: StoredTemplate): void {
  const wrong = (['name', 'template_type', 'locale'] as const)
    .filter((field) => given[field] !== undefined && given[field] !== template[field])
    .map((field): FieldError => ({
      field,
      message: `is chosen in the address: must be left out, or ${template[field]}`,
    }));
  if (wrong.length > 0) throw invalidValues(wrong);
}

/** A template without its checksum, which is only for our own use. */
export function shown({ shipped_checksum: _checksum, ...template }: StoredTemplate): Template {
  return template;
}
