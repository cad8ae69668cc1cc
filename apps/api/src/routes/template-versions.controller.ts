import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiParam } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CHANNELS, readVersions, restoreVersion, type StoredVersion } from '@booking/notifications-core';
import { CurrentCaller, Roles } from '../auth/access.js';
import type { Caller } from '../auth/auth.js';
import { NEXT_PAGE, pageAfter } from '../http/paging.js';
import { Problem } from '../http/problem-details.js';
import { Refuses } from '../http/refuses.js';
import { OptionalBody } from '../http/route-config.js';
import { Core } from './core.js';
import { cursorOf, TemplateVersion, VersionFilter, versionOf } from './template-versions.dto.js';
import { NAME, NO_TEMPLATE, shown, TYPE } from './templates.controller.js';
import { SavedTemplate, TemplateLocale } from './templates.dto.js';

const NO_VERSION = 'This template has no such version: the list of its versions shows those that are kept.';

/** What a template said before. */
@Controller('api/v2/notifications/templates/:name/:type/versions')
export class TemplateVersionsController {
  constructor(private readonly core: Core) {}

  /**
   * The versions of a template in exactly that language, newest first; the first is the one in use. The latest 200 are
   * kept. The next page is in the `Link` header.
   */
  @Get()
  @Roles('staff')
  @ApiParam(NAME)
  @ApiParam(TYPE)
  @Refuses('not_found', NO_TEMPLATE)
  @ApiOkResponse({
    type: [TemplateVersion],
    headers: NEXT_PAGE,
  })
  async list(
    @Param('name') name: string,
    @Param('type') type: string,
    @Query() { locale, limit, cursor }: VersionFilter,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TemplateVersion[]> {
    const channel = CHANNELS.find((known) => known === type);
    const before = cursor === undefined ? undefined : (versionOf(cursor) ?? undefined);
    const { dataSource, config } = this.core;
    const page =
      channel &&
      (await readVersions(dataSource.manager, { name, channel, locale }, { before, limit }, config.DEFAULT_LOCALE));
    if (!page) throw new Problem('not_found', NO_TEMPLATE);
    const last = page.versions.at(-1);
    if (page.more && last !== undefined) reply.header('link', pageAfter(request.url, cursorOf(last.version)));
    return page.versions.map(shownVersion);
  }

  /**
   * Writes the subject, body and category of an old version as a new one, which is live on every worker within 5
   * seconds. Whether the template is on stays as it is, and what it says already makes no version.
   */
  @Post(':version/restore')
  @HttpCode(200)
  @Roles('admin')
  @OptionalBody()
  @ApiParam(NAME)
  @ApiParam(TYPE)
  @ApiParam({ name: 'version', description: 'Whose text is restored.', example: '1' })
  @Refuses('not_found', NO_VERSION)
  @ApiOkResponse({ type: SavedTemplate })
  async restore(
    @CurrentCaller() caller: Caller,
    @Param('name') name: string,
    @Param('type') type: string,
    @Param('version') version: string,
    @Query() { locale }: TemplateLocale,
  ): Promise<SavedTemplate> {
    const channel = CHANNELS.find((known) => known === type);
    if (channel === undefined || !/^\d{1,9}$/.test(version)) throw new Problem('not_found', NO_VERSION);
    const { dataSource, templates, config } = this.core.services;
    const restore = { name, channel, locale, version: Number(version), editedBy: caller.userId };
    const restored = await dataSource.transaction((manager) =>
      restoreVersion(manager, restore, {
        defaultLocale: config.DEFAULT_LOCALE,
        partials: templates.partials(),
      }),
    );
    if (restored === null) throw new Problem('not_found', NO_VERSION);
    // Shows the editor the new version at once. It is stored: if this fails, the cache refreshes itself later.
    await templates.refresh().catch(() => undefined);
    return Object.assign(shown(restored.template), { unfilled_variables: [...restored.unfilled] });
  }
}

function shownVersion(version: StoredVersion): TemplateVersion {
  const { version: number, subject, body, category, is_active, edited_by, created_at } = version;
  return { version: number, subject, body, category, is_active, edited_by, created_at };
}
