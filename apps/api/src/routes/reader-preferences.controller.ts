import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiParam } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { changeLinkedPreferences, findLinkedPreferences, type LinkedPreferences } from '@booking/notifications-core';
import { Public } from '../auth/access.js';
import { FORM_TYPE, type FormBody } from '../http/form-body.js';
import { HTML_EXAMPLE, wantsHtml } from '../http/page.js';
import { invalidValues } from '../http/problem-details.js';
import { Refuses } from '../http/refuses.js';
import { TakesForm } from '../http/route-config.js';
import { Core } from './core.js';
import { readPreferencesForm, type Mistake, type SentForm } from './preferences-form.js';
import { preferencesPage } from './preferences-page.js';
import { answerReader, refuseLink, UNKNOWN_LINK, type Asked } from './reader-answer.js';
import { PreferencesForm } from './reader-preferences.dto.js';

const TOKEN = {
  name: 'token',
  description: 'From the link *Manage what you receive* in a mail.',
  example: 'AWJhZGdlLW9mLWEtbGluay10aGF0LWlzLW5vbmUtb2Ytb3Vycw',
};
const PAGE = { content: { 'text/html': { schema: { type: 'string' as const }, example: HTML_EXAMPLE } } };
const INVALID =
  'A field of the form is wrong. Nothing was changed. A browser gets the form again, as it was filled in.';
const MESSAGES: Readonly<Record<Mistake, string>> = {
  switch: 'must be on or off',
  hours: 'must be up to 10 different whole numbers from 1 to 720 with commas between them, such as 24, 2',
  time: 'must be a time of day such as 22:00',
};

/** Where readers of a mail choose what they receive, how and when, without an account. */
@Controller('api/v2/preferences')
export class ReaderPreferencesController {
  constructor(private readonly core: Core) {}

  /**
   * A page in the reader's language with a form that needs no script. It changes nothing: programs that check links
   * open it too.
   */
  @Get(':token')
  @Public()
  @ApiParam(TOKEN)
  @ApiOkResponse(PAGE)
  @Refuses('not_found', UNKNOWN_LINK)
  async show(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const asked = this.asked(request, reply);
    const found = await findLinkedPreferences(this.core.services, token);
    return found === null ? refuseLink(asked) : page(asked, found);
  }

  /** Changes what the form says, with effect on what is already scheduled. A field that is not there changes nothing. */
  @Post(':token')
  @HttpCode(200)
  @Public()
  @TakesForm()
  @ApiConsumes(FORM_TYPE)
  @ApiBody({ type: PreferencesForm })
  @ApiParam(TOKEN)
  @ApiOkResponse(PAGE)
  @Refuses('not_found', UNKNOWN_LINK)
  @Refuses('invalid_values', INVALID)
  async change(
    @Param('token') token: string,
    @Body() form: FormBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const asked = this.asked(request, reply);
    const sent = readPreferencesForm(form);
    const isWrong = sent.mistakes.size > 0;
    const found = isWrong
      ? await findLinkedPreferences(this.core.services, token)
      : await changeLinkedPreferences(this.core.services, token, sent.changes);
    if (found === null) return refuseLink(asked);
    if (isWrong && !wantsHtml(request, reply)) throw invalidValues(errorsOf(sent));
    if (isWrong) reply.status(422);
    return page(asked, found, sent);
  }

  private asked(request: FastifyRequest, reply: FastifyReply): Asked {
    return { request, reply, config: this.core.config };
  }
}

function page(asked: Asked, found: LinkedPreferences, sent?: SentForm): string {
  return answerReader(asked, found.locale, (business, language) => preferencesPage(found, business, language, sent));
}

function errorsOf({ mistakes }: SentForm): { field: string; message: string }[] {
  return [...mistakes].map(([field, mistake]) => ({ field, message: MESSAGES[mistake] }));
}
