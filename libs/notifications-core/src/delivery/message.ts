import type { Claimed } from '../db/notifications/claimed.js';
import type { Message } from '../providers/provider.js';
import { Permanent } from '../domain/errors.js';
import { marketingContext } from '../templates/default-context.js';
import type { CompiledTemplate, Rendered } from '../templates/render.js';

/**
 * The message for the provider. Limits of a provider's API are the adapter's business.
 * @param unsubscribeUrl of marketing. `null`: it is none.
 */
export function messageOf(row: Claimed, rendered: Rendered, unsubscribeUrl: string | null): Message {
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

/**
 * The rendered message, or why it cannot be rendered.
 * @param unsubscribeUrl is not stored with the row, so that it follows PUBLIC_BASE_URL. Nobody's own value stands in.
 */
export function renderNow(
  { context }: Claimed,
  template: CompiledTemplate,
  unsubscribeUrl: string | null,
): Rendered | Permanent {
  try {
    return template.render(unsubscribeUrl === null ? context : { ...context, ...marketingContext(unsubscribeUrl) });
  } catch (error) {
    return error instanceof Permanent ? error : new Permanent('The template could not be rendered', 'template_error');
  }
}
