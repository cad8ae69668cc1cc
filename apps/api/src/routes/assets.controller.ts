import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiParam } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  LARGEST_ASSET,
  listAssets,
  MEDIA_TYPE_OF,
  readAsset,
  readAssetName,
  shownAsset,
  storeAsset,
} from '@booking/notifications-core';
import { Public, Roles } from '../auth/access.js';
import { PARTS_TYPE, type SentFile } from '../http/form-body.js';
import { NEXT_PAGE, pageAfter } from '../http/paging.js';
import { invalidValues, Problem } from '../http/problem-details.js';
import { Refuses } from '../http/refuses.js';
import { Immutable, TakesFile } from '../http/route-config.js';
import { Asset, AssetPage, cursorOf, hashOf, ListedAsset, NewAsset } from './assets.dto.js';
import { Core } from './core.js';

/** Bytes around the file: its name, its type and the boundary. */
const ENVELOPE = 16 * 1024;
const NO_PICTURE = 'The file is no PNG, JPEG, GIF or WebP, whatever its name says.';
const TOO_LARGE = 'The file is too large: at most 1 MB.';
const UNKNOWN = 'There is no picture with this name.';
const NAME = {
  name: 'name',
  description: 'SHA-256 of the content, a dot, and `png`, `jpg`, `gif` or `webp`.',
  example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08.png',
};
const PICTURE = { schema: { type: 'string' as const, format: 'binary' }, example: 'the bytes of the picture' };

/** Pictures for mails. */
@Controller('api/v2/assets')
export class AssetsController {
  constructor(private readonly core: Core) {}

  /**
   * Stores a picture, at most 1 MB and 8,000 pixels a side. The same file again is the same picture. Its address is
   * public and never changes.
   */
  @Post()
  @HttpCode(201)
  @Roles('admin')
  @TakesFile(LARGEST_ASSET + ENVELOPE)
  @ApiConsumes(PARTS_TYPE)
  @ApiBody({ type: NewAsset, description: 'A form in parts with a file of at most 1 MB.' })
  @ApiCreatedResponse({ type: Asset })
  @Refuses('too_large', TOO_LARGE)
  @Refuses('unsupported_media_type', NO_PICTURE)
  async store(@Body() { file }: SentFile): Promise<Asset> {
    if (file === null) throw invalidValues([{ field: 'file', message: 'is required: a part of the form with a file' }]);
    if (file.length > LARGEST_ASSET) throw new Problem('too_large', TOO_LARGE);
    const { dataSource, links } = this.core.services;
    const stored = await storeAsset(dataSource, links, file);
    if (stored === null) throw new Problem('unsupported_media_type', NO_PICTURE);
    return stored;
  }

  /** Pictures that were uploaded, newest first. The next page is in the `Link` header. */
  @Get()
  @Roles('staff')
  @ApiOkResponse({
    type: [ListedAsset],
    headers: NEXT_PAGE,
  })
  async list(
    @Query() { limit, cursor }: AssetPage,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ListedAsset[]> {
    const { dataSource, links } = this.core.services;
    // One more shows whether there is a next page.
    const found = await listAssets(dataSource, limit + 1, cursor === undefined ? null : hashOf(cursor));
    const page = found.slice(0, limit);
    const last = page.at(-1);
    if (found.length > limit && last !== undefined) reply.header('link', pageAfter(request.url, cursorOf(last.sha256)));
    return page.map((each) => ({ ...shownAsset(links, each), created_at: each.createdAt }));
  }

  /** The picture, for everybody: mail programs fetch it. Caches may keep it for ever. */
  @Get(':name')
  @Public()
  @Immutable()
  @ApiParam(NAME)
  @ApiOkResponse({
    content: { 'image/png': PICTURE, 'image/jpeg': PICTURE, 'image/gif': PICTURE, 'image/webp': PICTURE },
  })
  @Refuses('not_found', UNKNOWN)
  async read(@Param('name') name: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    const named = readAssetName(name);
    const { dataSource } = this.core.services;
    const content = named && (await readAsset(dataSource, Buffer.from(named.sha256, 'hex'), named.type));
    if (named === null || content === null) throw new Problem('not_found', UNKNOWN);
    reply.headers({
      'content-type': MEDIA_TYPE_OF[named.type],
      // Mail programs and other pages may show it; as a page of its own it can do nothing.
      'cross-origin-resource-policy': 'cross-origin',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    });
    return content;
  }
}
