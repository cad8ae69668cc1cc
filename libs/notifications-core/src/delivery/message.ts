import type { Claimed } from '../db/notifications/claimed.js';
import type { TemplateContext } from '../domain/notification.js';
import type { Message } from '../providers/provider.js';
import { Permanent } from '../domain/errors.js';
import type { CompiledTemplate, Rendered } from '../templates/render.js';

/** A reminder tells the hours that are left now, which differ from the plan when it was held or is late. */
function contextNow({ context, hoursUntil, startsAt, now }: Claimed): TemplateContext {
  if (hoursUntil === null || startsAt === null) return context;
  return { ...context, hours_until: Math.max(1, Math.round((startsAt.getTime() - now.getTime()) / 3_600_000)) };
}

/** What the provider gets; an adapter bounds what its API bounds. */
export function messageOf(row: Claimed, rendered: Rendered): Message {
  const { id: notificationId, address: to } = row;
  if (row.channel === 'email')
    return {
      channel: 'email',
      notificationId,
      to,
      subject: rendered.subject ?? '',
      html: rendered.html ?? '',
      text: rendered.text,
    };
  return { channel: 'sms', notificationId, to, text: rendered.text, validitySeconds: validity(row) };
}

/** An SMS that the network cannot hand over in time is not handed over late. */
function validity({ expiresAt, now }: Claimed): number | null {
  if (expiresAt === null) return null;
  return Math.max(1, Math.floor((expiresAt.getTime() - now.getTime()) / 1_000));
}

/** The message in words, or why there is none. */
export function renderNow(row: Claimed, template: CompiledTemplate): Rendered | Permanent {
  try {
    return template.render(contextNow(row));
  } catch (error) {
    return error instanceof Permanent ? error : new Permanent('The template could not be rendered', 'template_error');
  }
}
