import { applyDecorators, Injectable, UseGuards, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { isSignedBySendGrid, isSignedByTwilio, metrics } from '@booking/notifications-core';
import { Public } from '../auth/access.js';
import type { FormBody } from '../http/form-body.js';
import { Problem } from '../http/problem-details.js';
import { Refuses } from '../http/refuses.js';
import { LargeBody, TakesBytes, TakesForm } from '../http/route-config.js';
import { Core } from './core.js';

type Provider = 'sendgrid' | 'twilio';

/** Who signs, by which header, and what we need to check it. */
const SIGNERS = {
  sendgrid: { name: 'SendGrid', header: 'X-Twilio-Email-Event-Webhook-Signature' },
  twilio: { name: 'Twilio', header: 'X-Twilio-Signature' },
} as const satisfies Record<Provider, { readonly name: string; readonly header: string }>;

/** A webhook of SendGrid. The handler gets the bytes of the body, signed by SendGrid: `jsonOf` parses them. */
export const SignedBySendGrid = (): MethodDecorator =>
  webhook(
    TakesBytes(),
    SendGridSignature,
    'Call it only from SendGrid, with "Signed Event Webhook" on.',
    'SENDGRID_WEBHOOK_PUBLIC_KEY is not set.',
  );

/** A webhook of Twilio. The handler gets the form (`FormBody`), signed by Twilio. */
export const SignedByTwilio = (): MethodDecorator =>
  webhook(
    TakesForm(),
    TwilioSignature,
    'Call it only from Twilio.',
    'TWILIO_AUTH_TOKEN or PUBLIC_BASE_URL is not set.',
  );

function webhook(
  body: MethodDecorator,
  guard: new (core: Core) => CanActivate,
  unsigned: string,
  unconfigured: string,
): MethodDecorator {
  return applyDecorators(
    Public(),
    LargeBody(),
    body,
    UseGuards(guard),
    Refuses('webhook_signature', `The signature is missing or wrong. ${unsigned}`),
    Refuses('webhook_not_configured', `The signature cannot be checked: ${unconfigured}`),
  );
}

@Injectable()
export class SendGridSignature implements CanActivate {
  constructor(private readonly core: Core) {}

  canActivate(context: ExecutionContext): true {
    const { headers, body } = requestOf(context);
    const { SENDGRID_WEBHOOK_PUBLIC_KEY: key } = this.core.config;
    if (key === undefined) throw notConfigured('sendgrid', 'SENDGRID_WEBHOOK_PUBLIC_KEY');
    const signature = one(headers['x-twilio-email-event-webhook-signature']);
    const timestamp = one(headers['x-twilio-email-event-webhook-timestamp']);
    if (!isSignedBySendGrid(key, signature, timestamp, body as Uint8Array)) throw notSigned('sendgrid');
    return true;
  }
}

@Injectable()
export class TwilioSignature implements CanActivate {
  constructor(private readonly core: Core) {}

  async canActivate(context: ExecutionContext): Promise<true> {
    const { headers, body, originalUrl } = requestOf(context);
    const { TWILIO_AUTH_TOKEN: token, PUBLIC_BASE_URL: base } = this.core.config;
    if (token === undefined) throw notConfigured('twilio', 'TWILIO_AUTH_TOKEN');
    if (base === undefined) throw notConfigured('twilio', 'PUBLIC_BASE_URL');
    // Twilio signs the address that it calls. A proxy in front may have taken a part of it away: the path of the base.
    const url = base + originalUrl;
    if (!(await isSignedByTwilio(token, one(headers['x-twilio-signature']), url, body as FormBody)))
      throw notSigned('twilio');
    return true;
  }
}

const requestOf = (context: ExecutionContext): FastifyRequest => context.switchToHttp().getRequest<FastifyRequest>();

const one = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header[0] : header);

function notSigned(provider: Provider): Problem {
  const { name, header } = SIGNERS[provider];
  metrics.webhooksRefused.inc({ provider, cause: 'signature' });
  return new Problem('webhook_signature', `The header ${header} is missing, or its signature is not one of ${name}.`, {
    headers: { 'www-authenticate': `Signature realm="booking-notifications", header="${header}"` },
  });
}

function notConfigured(provider: Provider, setting: string): Problem {
  metrics.webhooksRefused.inc({ provider, cause: 'not_configured' });
  return new Problem(
    'webhook_not_configured',
    `The signature cannot be checked: set ${setting} and start the API again. ${SIGNERS[provider].name} repeats the call.`,
  );
}
