import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorFields, type ConsoleUser } from '@booking/notifications-core';
import { Public } from '../auth/access.js';
import { createOpenId, SignInRefused, type OpenId, type SignInAttempt } from '../auth/openid.js';
import { RateLimits } from '../auth/rate-limit.js';
import { isSecure, pathBefore } from '../auth/public-address.js';
import { sessionCookie } from '../auth/session-cookie.js';
import { Sessions } from '../auth/sessions.js';
import { readerPage } from '../http/reader-page.js';
import { Core } from './core.js';
import {
  goOnPage,
  noRolePage,
  notConfiguredPage,
  providerAwayPage,
  refusedPage,
  startAgainPage,
  type OpenIdPage,
} from './openid-pages.js';

/** How long somebody may take at their provider. */
const ATTEMPT_SECONDS = 600;

/** What the browser keeps meanwhile, and where it wanted to go. */
interface Attempt extends SignInAttempt {
  /** Below `/console/`. */
  readonly to: string;
}

/** Signing in to the console by an identity provider. These are addresses of browsers, which are answered by pages. */
@ApiExcludeController()
@Controller('console/oidc')
export class OpenIdController {
  private readonly openid: OpenId | null;

  constructor(
    private readonly core: Core,
    private readonly sessions: Sessions,
    private readonly rateLimits: RateLimits,
  ) {
    this.openid = createOpenId(core.config);
  }

  @Get('start')
  @Public()
  async start(
    @Query('to') to: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    if (this.openid === null) return show(reply, notConfiguredPage());
    await this.rateLimits.countSignIn(request.ip);
    try {
      const { url, attempt } = await this.openid.begin(this.redirectUri(request));
      const kept = JSON.stringify({ ...attempt, to: this.placeOf(to) } satisfies Attempt);
      reply.header('set-cookie', this.attemptCookie(request, Buffer.from(kept).toString('base64url'), ATTEMPT_SECONDS));
      reply.status(302).header('location', url.href);
      return undefined;
    } catch (error) {
      return this.away(reply, error);
    }
  }

  @Get('callback')
  @Public()
  async callback(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    if (this.openid === null) return show(reply, notConfiguredPage());
    await this.rateLimits.countSignIn(request.ip);
    const returned = new URL(this.redirectUri(request) + queryOf(request));
    const attempt = this.attemptOf(request);
    if (attempt === null || returned.searchParams.get('state') !== attempt.state) return show(reply, startAgainPage());
    reply.header('set-cookie', this.attemptCookie(request, '', 0));
    let user: ConsoleUser | null;
    try {
      user = await this.openid.finish(returned, attempt);
    } catch (error) {
      return error instanceof SignInRefused ? show(reply, refusedPage()) : this.away(reply, error);
    }
    if (user === null) return show(reply, noRolePage(this.core.config.OIDC_ROLES_CLAIM));
    const { secret } = await this.sessions.begin(user);
    reply.header('set-cookie', sessionCookie(request, this.core.config, secret, returned.protocol === 'https:'));
    return show(reply, goOnPage(`../${attempt.to}`));
  }

  private away(reply: FastifyReply, error: unknown): string {
    this.core.services.log.warn('nobody can sign in by OpenID Connect', errorFields(error));
    return show(reply, providerAwayPage());
  }

  /** Where the provider sends the browser back to. It must know this address. */
  private redirectUri(request: FastifyRequest): string {
    const base = this.core.config.PUBLIC_BASE_URL ?? `${request.protocol}://${request.host}`;
    return `${base}/console/oidc/callback`;
  }

  /** The part below `/console/` of where somebody wants to go. Anything else is the console's front page. */
  private placeOf(to: unknown): string {
    const from = [`${pathBefore(this.core.config)}/console/`, '/console/'].find(
      (start) => typeof to === 'string' && to.startsWith(start),
    );
    if (typeof to !== 'string' || from === undefined) return '';
    // As a browser reads it: with `..` and encoded dots gone.
    const { pathname, search } = new URL(`http://here/console/./${to.slice(from.length)}`);
    return pathname.startsWith('/console/') ? (pathname + search).slice('/console/'.length).replace(/^\/+/, '') : '';
  }

  /** `SameSite=Lax`: the browser shows it when it comes back from the provider's site. */
  private attemptCookie(request: FastifyRequest, value: string, maxAge: number): string {
    const secure = this.redirectUri(request).startsWith('https://');
    return stringifySetCookie({
      name: this.attemptCookieName(request),
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      ...{ value, secure, maxAge },
    });
  }

  private attemptCookieName(request: FastifyRequest): string {
    return `${isSecure(request, this.core.config) ? '__Host-' : ''}booking-console-oidc`;
  }

  private attemptOf(request: FastifyRequest): Attempt | null {
    const kept = parseCookie(request.headers.cookie ?? '')[this.attemptCookieName(request)];
    if (kept === undefined) return null;
    try {
      const read = JSON.parse(Buffer.from(kept, 'base64url').toString()) as Partial<Record<keyof Attempt, unknown>>;
      const { state, nonce, verifier, to } = read;
      const texts = [state, nonce, verifier, to].every((each) => typeof each === 'string');
      return texts ? ({ ...read, to: this.placeOf(`/console/${String(to)}`) } as Attempt) : null;
    } catch {
      return null;
    }
  }
}

function queryOf({ url }: FastifyRequest): string {
  const at = url.indexOf('?');
  return at === -1 ? '' : url.slice(at);
}

function show(reply: FastifyReply, { status, title, body }: OpenIdPage): string {
  reply.status(status);
  return readerPage(reply, { title, body, language: 'en' });
}
