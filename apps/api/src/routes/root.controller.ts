import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../auth/access.js';
import { HTML, HTML_EXAMPLE, page, wantsHtml } from '../http/page.js';
import { Links } from './root.dto.js';

const LINKS: Links = {
  name: 'Booking Notifications',
  docs: '/docs',
  openapi: '/openapi.json',
  problems: '/problems',
  health: { live: '/health/live', ready: '/health/ready' },
  metrics: '/metrics',
};

const PAGE = page(
  LINKS.name,
  `<h1>${LINKS.name}</h1>
<p>Tells clients, by email and SMS, that an appointment is confirmed, coming up, moved or cancelled.</p>
<ul>
<li><a href="/docs">Every call</a>, to read and to try</li>
<li><a href="/problems">Every error</a>, and what to do about it</li>
<li>Health: <a href="/health/live">does it run?</a> <a href="/health/ready">can it take requests?</a></li>
</ul>`,
);

/** The front page. */
@Controller()
export class RootController {
  /** Where to go from here. */
  @Get()
  @Public()
  @ApiExtraModels(Links)
  @ApiOkResponse({
    content: {
      'application/json': { schema: { $ref: getSchemaPath(Links) } },
      'text/html': { schema: { type: 'string' }, example: HTML_EXAMPLE },
    },
  })
  read(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Links | string {
    if (!wantsHtml(request, reply)) return LINKS;
    reply.header('content-type', HTML);
    return PAGE;
  }
}
