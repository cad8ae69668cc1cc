import { Badge, Group } from '@mantine/core';

/** The colours and words of what becomes of a message. One place, so that they mean the same on each page. */
const LOOKS: Readonly<Record<string, { readonly label: string; readonly color: string }>> = {
  pending: { label: 'waiting', color: 'blue' },
  sending: { label: 'on its way', color: 'blue' },
  in_doubt: { label: 'in doubt', color: 'orange' },
  sent: { label: 'sent', color: 'leaf' },
  failed: { label: 'failed', color: 'red' },
  cancelled: { label: 'cancelled', color: 'gray' },
  accepted: { label: 'accepted', color: 'leaf' },
  queued: { label: 'queued', color: 'blue' },
  processed: { label: 'processed', color: 'blue' },
  deferred: { label: 'deferred', color: 'orange' },
  delivered: { label: 'delivered', color: 'leaf' },
  opened: { label: 'opened', color: 'leaf' },
  clicked: { label: 'clicked', color: 'leaf' },
  bounced: { label: 'bounced', color: 'red' },
  dropped: { label: 'dropped', color: 'red' },
  undelivered: { label: 'not delivered', color: 'red' },
  spam_report: { label: 'marked as spam', color: 'red' },
  unsubscribed: { label: 'unsubscribed', color: 'orange' },
};

function StatusBadge({ value }: { readonly value: string }) {
  const { label, color } = LOOKS[value] ?? { label: value.replaceAll('_', ' '), color: 'gray' };
  return (
    <Badge variant="light" color={color} tt="none" fw={600}>
      {label}
    </Badge>
  );
}

/** Where a message stands: its state, and what the provider has said since. */
export function Standing({
  state,
  delivery,
}: {
  readonly state: string;
  readonly delivery: string | null | undefined;
}) {
  return (
    <Group gap={4} wrap="nowrap">
      {(delivery == null || state !== 'sent') && <StatusBadge value={state} />}
      {delivery != null && <StatusBadge value={delivery} />}
    </Group>
  );
}
