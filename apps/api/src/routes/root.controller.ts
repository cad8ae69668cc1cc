import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../auth/access.js';
import { wantsHtml } from '../http/page.js';
import { Links } from './root.dto.js';

const LINKS: Links = {
  name: 'Booking Notifications',
  console: '/console/',
  docs: '/docs',
  openapi: '/openapi.json',
  problems: '/problems',
  health: { live: '/health/live', ready: '/health/ready' },
  metrics: '/metrics',
};

/** The front page. */
@Controller()
export class RootController {
  /** Where to go from here. A browser goes to the console. */
  @Get()
  @Public()
  @ApiOkResponse({ type: Links })
  @ApiResponse({ status: 302, description: 'To a browser: the console.' })
  read(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Links | undefined {
    if (!wantsHtml(request, reply)) return LINKS;
    reply.status(302).header('location', 'console/');
    return undefined;
  }
}
