import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import type { Fact } from '../../parts/facts.js';
import { Moment } from '../../parts/moment.js';
import type { ItemDetail } from '../../parts/notifications.js';
import { templateText } from '../../parts/words.js';

/** What is known of a message, with the ways that lead on from it. */
export function factsOf(item: ItemDetail, name: string): Fact[] {
  const { appointment_id, template_name, notification_type, duplicates } = item;
  return [
    ['Client', <Way to={`/people/${encodeURIComponent(item.user_id)}`}>{name}</Way>],
    ['To', item.recipient ?? 'nowhere: the address is not known, or was erased'],
    ...(item.subject === null ? [] : [['Subject', item.subject] as const]),
    [
      'Appointment',
      appointment_id === null ? (
        'none'
      ) : (
        <Way to={`/appointments/${encodeURIComponent(appointment_id)}`}>Its whole story</Way>
      ),
    ],
    [
      'Template',
      <Way to={`/templates/${encodeURIComponent(template_name)}/${notification_type}`}>
        {templateText(template_name)}
      </Way>,
    ],
    ['Planned for', <Moment at={item.scheduled_for} withZone />],
    ['Sent', item.sent_at === null ? 'not yet' : <Moment at={item.sent_at} withZone />],
    ['Tries', String(item.attempts)],
    ...(item.provider === 'sandbox'
      ? [['As its reader sees it', <Way to={`/inbox?notification=${item.id}`}>Open it in the inbox</Way>] as const]
      : []),
    ...(item.provider_message_id === null ? [] : [['Number at the provider', item.provider_message_id] as const]),
    ...(duplicates === 0 ? [] : [['Went out too often', `${duplicates} more than once`] as const]),
  ];
}

function Way({ to, children }: { readonly to: string; readonly children: string }) {
  return (
    <Anchor component={Link} to={to} underline="always">
      {children}
    </Anchor>
  );
}
