import type { Claimed } from '../db/notifications/claimed.js';
import type { Message } from '../providers/provider.js';
import { Permanent } from '../domain/errors.js';
import { sendingContext, type ReaderLinks } from '../templates/default-context.js';
import type { CompiledTemplate, Rendered } from '../templates/render.js';

/** The message for the provider. Limits of a provider's API are the adapter's business. */
export function messageOf(row: Claimed, rendered: Rendered, { unsubscribeUrl }: ReaderLinks): Message {
  const { id: notificationId, address: to } = row;
  if (row.channel === 'email')
    return {
      channel: 'email',
      notificationId,
      to,
      replyTo: row.replyTo,
      subject: rendered.subject ?? '',
      html: rendered.html ?? '',
      text: rendered.text,
      unsubscribeUrl,
    };
  return { channel: 'sms', notificationId, to, text: rendered.text, validitySeconds: validity(row) };
}

/** Seconds after which the network must drop the SMS instead of delivering it late. `null`: no limit. */
function validity({ expiresAt, now }: Claimed): number | null {
  if (expiresAt === null) return null;
  return Math.max(1, Math.floor((expiresAt.getTime() - now.getTime()) / 1_000));
}

/** The rendered message, or why it cannot be rendered. */
export function renderNow({ context }: Claimed, template: CompiledTemplate, links: ReaderLinks): Rendered | Permanent {
  try {
    return template.render({ ...context, ...sendingContext(links) });
  } catch (error) {
    return error instanceof Permanent ? error : new Permanent('The template could not be rendered', 'template_error');
  }
}
