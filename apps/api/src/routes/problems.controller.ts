import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiParam, getSchemaPath, ApiExtraModels } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../auth/access.js';
import { escaped, HTML, HTML_EXAMPLE, marked, page, wantsHtml } from '../http/page.js';
import { isProblemCode, PROBLEM_CODES, PROBLEMS, problemType, type ProblemCode } from '../http/problem-catalogue.js';
import { Problem } from '../http/problem-details.js';
import { Refuses } from '../http/refuses.js';
import { ProblemPage } from './problems.dto.js';

const UNKNOWN = 'No error has this code: GET /problems lists all.';

/** What each error of this API means, and what to do about it. */
@Controller('problems')
export class ProblemsController {
  /** Every code that an error can have. */
  @Get()
  @Public()
  @ApiExtraModels(ProblemPage)
  @ApiOkResponse({
    content: {
      'application/json': { schema: { type: 'array', items: { $ref: getSchemaPath(ProblemPage) } } },
      'text/html': { schema: { type: 'string' }, example: HTML_EXAMPLE },
    },
  })
  list(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): ProblemPage[] | string {
    if (!wantsHtml(request, reply)) return PROBLEM_CODES.map(pageOf);
    reply.header('content-type', HTML);
    return listAsHtml();
  }

  /** One code: the page that `type` of an error names. */
  @Get(':code')
  @Public()
  @ApiParam({ name: 'code', description: 'From the field `code` of an error.', example: 'invalid_values' })
  @Refuses('not_found', UNKNOWN)
  @ApiOkResponse({
    content: {
      'application/json': { schema: { $ref: getSchemaPath(ProblemPage) } },
      'text/html': { schema: { type: 'string' }, example: HTML_EXAMPLE },
    },
  })
  read(
    @Param('code') code: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): ProblemPage | string {
    if (!isProblemCode(code)) throw new Problem('not_found', UNKNOWN);
    if (!wantsHtml(request, reply)) return pageOf(code);
    reply.header('content-type', HTML);
    return asHtml(pageOf(code));
  }
}

function pageOf(code: ProblemCode): ProblemPage {
  const { status, title, meaning, remedy } = PROBLEMS[code];
  return { code, type: problemType(code), status, title, meaning, what_to_do: [...remedy] };
}

function asHtml({ code, status, title, meaning, what_to_do }: ProblemPage): string {
  const steps = what_to_do.map((step) => `<li>${marked(step)}</li>`).join('\n');
  return page(
    title,
    `<h1>${escaped(title)}</h1>
<p><code>${code}</code>, HTTP status ${status}</p>
<p>${marked(meaning)}</p>
<h2>What to do</h2>
<ul>
${steps}
</ul>
<p><a href="/problems">All errors</a> · <a href="/docs">All calls</a></p>`,
  );
}

function listAsHtml(): string {
  const items = PROBLEM_CODES.map(pageOf).map(
    ({ code, type, status, title }) =>
      `<li><a href="${type}"><code>${code}</code></a> (${status}): ${escaped(title)}</li>`,
  );
  return page('Errors of this API', `<h1>Errors of this API</h1>\n<ul>\n${items.join('\n')}\n</ul>`);
}
