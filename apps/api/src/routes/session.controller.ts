import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ConsoleSession } from '@booking/notifications-core';
import { Public } from '../auth/access.js';
import { signedOut } from '../auth/caller.js';
import { RateLimits } from '../auth/rate-limit.js';
import { assertNoOtherPage, assertOwnPage } from '../auth/same-origin.js';
import { noSessionCookie, sessionCookie, sessionSecretOf } from '../auth/session-cookie.js';
import { Sessions } from '../auth/sessions.js';
import { Problem } from '../http/problem-details.js';
import { Core } from './core.js';
import { SignIn } from './session.dto.js';

/** Who is signed in, and in which shop: its name, and the zone of times that name none. */
interface SessionAnswer {
  readonly sub: string;
  readonly role: string;
  readonly name: string | null;
  readonly expires_at: Date;
  readonly shop: { readonly name: string; readonly timezone: string };
}

/** Signing in to the console. Its answers carry cookies, so it is no call for programs and not in the description. */
@ApiExcludeController()
@Controller('console')
export class SessionController {
  constructor(
    private readonly core: Core,
    private readonly sessions: Sessions,
    private readonly rateLimits: RateLimits,
  ) {}

  /** How one can sign in. */
  @Get('sign-in-ways')
  @Public()
  ways(): { readonly links: boolean; readonly oidc: boolean } {
    return { links: true, oidc: this.core.config.OIDC_ISSUER !== undefined };
  }

  /** Uses up the code of a link. The session is in the cookie, and nowhere else. */
  @Post('session')
  @HttpCode(200)
  @Public()
  async signIn(
    @Body() { code }: SignIn,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswer> {
    assertNoOtherPage(request, this.core.config);
    await this.rateLimits.countSignIn(request.ip);
    const begun = await this.sessions.exchange(code);
    if (begun === null)
      throw new Problem(
        'link_used_or_late',
        'This link was used already, is too old, or is not whole. Get another one: npm run notify -- console-link',
        { headers: { 'www-authenticate': 'Link realm="booking-notifications"' } },
      );
    reply.header('set-cookie', sessionCookie(request, this.core.config, begun.secret));
    return this.answerOf(begun.session);
  }

  @Get('session')
  @Public()
  async read(@Req() request: FastifyRequest): Promise<SessionAnswer> {
    const secret = sessionSecretOf(request, this.core.config);
    if (secret === undefined) throw signedOut();
    assertOwnPage(request, this.core.config);
    const session = await this.sessions.find(secret);
    if (session === null) throw signedOut();
    return this.answerOf(session);
  }

  /** Ends the session on all pods, within seconds. Nothing is wrong if it is over already. */
  @Delete('session')
  @HttpCode(204)
  @Public()
  async signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const secret = sessionSecretOf(request, this.core.config);
    if (secret === undefined) return;
    assertOwnPage(request, this.core.config);
    await this.sessions.end(secret);
    reply.header('set-cookie', noSessionCookie(request, this.core.config));
  }

  private answerOf({ userId, role, name, expiresAt }: ConsoleSession): SessionAnswer {
    const { BUSINESS_NAME, BUSINESS_TIMEZONE = 'UTC' } = this.core.config;
    return {
      sub: userId,
      role,
      name,
      expires_at: expiresAt,
      shop: { name: BUSINESS_NAME, timezone: BUSINESS_TIMEZONE },
    };
  }
}
