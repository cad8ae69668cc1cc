import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiParam } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  changeSubscription,
  findSubscription,
  type SubscriptionChange,
  type SubscriptionState,
} from '@booking/notifications-core';
import { Public } from '../auth/access.js';
import { fieldOf, FORM_TYPE, PARTS_TYPE, type FormBody } from '../http/form-body.js';
import { HTML_EXAMPLE } from '../http/page.js';
import { invalidValues } from '../http/problem-details.js';
import { Refuses } from '../http/refuses.js';
import { AlsoAccepts, TakesForm } from '../http/route-config.js';
import { Core } from './core.js';
import { answerReader, refuseLink, UNKNOWN_LINK, type Asked } from './reader-answer.js';
import { ACTIONS, FIELD, unsubscribePage } from './unsubscribe-page.js';
import { UnsubscribeForm } from './unsubscribe.dto.js';

const TOKEN = {
  name: 'token',
  description: 'From the link in a marketing message.',
  example: 'AWJhZGdlLW9mLWEtbGluay10aGF0LWlzLW5vbmUtb2Ytb3Vycw',
};
/** RFC 8058. */
const ONE_CLICK = { name: 'List-Unsubscribe', value: 'One-Click' } as const;
const EXAMPLES = {
  provider: { summary: 'From a mail provider', value: { [ONE_CLICK.name]: ONE_CLICK.value } },
  page: { summary: 'From the page', value: { [FIELD]: 'unsubscribe' } },
};

/** Where a reader of marketing ends it, without an account. */
@Controller('api/v2/unsubscribe')
export class UnsubscribeController {
  constructor(private readonly core: Core) {}

  /**
   * A page in the reader's language that says what they get and from whom, with a button to end it. It changes nothing:
   * programs that check links open it too.
   */
  @Get(':token')
  @Public()
  @ApiParam(TOKEN)
  @ApiOkResponse({ content: { 'text/html': { schema: { type: 'string' }, example: HTML_EXAMPLE } } })
  @Refuses('not_found', UNKNOWN_LINK)
  async show(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const found = await findSubscription(this.core.services, token);
    const asked = this.asked(request, reply);
    return found === null ? refuseLink(asked) : this.page(found, false, asked);
  }

  /**
   * Ends the marketing of the link, or takes that back (`action=undo`). Mail providers send `List-Unsubscribe=One-Click`
   * (RFC 8058) and are answered in a word; the form of the page gets the page. Messages about appointments go on.
   */
  @Post(':token')
  @HttpCode(200)
  @Public()
  @TakesForm()
  @AlsoAccepts(PARTS_TYPE)
  @ApiConsumes(FORM_TYPE, PARTS_TYPE)
  @ApiBody({ type: UnsubscribeForm, examples: EXAMPLES })
  @ApiParam(TOKEN)
  @ApiOkResponse({
    content: {
      'text/html': { schema: { type: 'string' }, example: HTML_EXAMPLE },
      'text/plain': { schema: { type: 'string' }, example: 'Unsubscribed.' },
    },
  })
  @Refuses('not_found', UNKNOWN_LINK)
  async change(
    @Param('token') token: string,
    @Body() form: FormBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const change = changeOf(form);
    const found = await changeSubscription(this.core.services, token, change);
    const asked = this.asked(request, reply);
    if (found === null) return refuseLink(asked);
    if (change !== 'one_click') return this.page(found, change === 'undo', asked);
    reply.header('content-type', 'text/plain; charset=utf-8');
    return 'Unsubscribed.';
  }

  private page(found: SubscriptionState, undone: boolean, asked: Asked): string {
    return answerReader(asked, found.locale, (business, language) =>
      unsubscribePage(found, business, language, undone),
    );
  }

  private asked(request: FastifyRequest, reply: FastifyReply): Asked {
    return { request, reply, config: this.core.config };
  }
}

/** @throws {Problem} 422 for a form that is neither a mail provider's nor our page's. */
function changeOf(form: FormBody): SubscriptionChange {
  if (fieldOf(form, ONE_CLICK.name)?.toLowerCase() === ONE_CLICK.value.toLowerCase()) return 'one_click';
  const action = ACTIONS.find((each) => each === fieldOf(form, FIELD));
  if (action === undefined)
    throw invalidValues([
      { field: ONE_CLICK.name, message: `must be ${ONE_CLICK.value}, or ${FIELD} must be ${ACTIONS.join(' or ')}` },
    ]);
  return action === 'undo' ? 'undo' : 'page';
}
