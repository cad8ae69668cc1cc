import { Anchor, Text } from '@mantine/core';
import { Link } from 'react-router';
import { Moment } from './moment.js';
import type { Item } from './notifications.js';
import { Standing } from './status-badge.js';
import { CHANNEL_TEXT, reasonText, sentence, templateText } from './words.js';

/** What a message is, and to whom. Where there is little room, also when. */
export function MessageCell({ item }: { readonly item: Item }) {
  const { id, template_name, notification_type, recipient } = item;
  return (
    <>
      <Anchor component={Link} to={`/notifications/${id}`} fw={500}>
        {templateText(template_name)}
      </Anchor>
      <Text size="sm" c="dimmed">
        {CHANNEL_TEXT[notification_type]}
        {recipient !== null && ` to ${recipient}`}
      </Text>
      <Text size="sm" hiddenFrom="md" component="div">
        <WhenCell item={item} />
      </Text>
    </>
  );
}

/** When it went out, or is to. */
export function WhenCell({ item: { sent_at, scheduled_for } }: { readonly item: Item }) {
  return <Moment at={sent_at ?? scheduled_for} />;
}

export function StandingCell({ item: { state, delivery_status, reason } }: { readonly item: Item }) {
  return (
    <>
      <Standing state={state} delivery={delivery_status} />
      {reason !== null && <Text size="sm">{sentence(reasonText(reason))}</Text>}
    </>
  );
}
