import type { components } from '../../api/schema.js';

export type Captured = components['schemas']['SandboxMessage'];

export interface InboxFilter {
  readonly channel?: string | undefined;
  /** A part of the address, subject or text. Case does not count. */
  readonly q?: string | undefined;
}

export function matching(messages: readonly Captured[], { channel, q }: InboxFilter): readonly Captured[] {
  const wanted = (q ?? '').trim().toLowerCase();
  return messages.filter(
    (message) =>
      (channel === undefined || message.channel === channel) &&
      [message.to, message.subject ?? '', message.text].some((text) => text.toLowerCase().includes(wanted)),
  );
}

/** The message that the address names, by its own id or that of its notification; else the newest. */
export function chosenOf(
  messages: readonly Captured[],
  { message, notification }: { readonly message?: string | undefined; readonly notification?: string | undefined },
): Captured | undefined {
  if (message !== undefined) return messages.find(({ id }) => id === message);
  if (notification !== undefined) return messages.find(({ notification_id }) => notification_id === notification);
  return messages[0];
}

/** What it is called in a list: an SMS has no subject. */
export function headline({ subject, text }: Captured): string {
  return subject ?? text;
}
