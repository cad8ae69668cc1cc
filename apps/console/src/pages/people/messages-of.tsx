import { Anchor, Stack, Text, Title } from '@mantine/core';
import { IconMailOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { api, listPage } from '../../api/client.js';
import type { components } from '../../api/schema.js';
import { CursorList } from '../../parts/cursor-list.js';
import { Moment } from '../../parts/moment.js';
import { Empty } from '../../parts/states.js';
import { Standing } from '../../parts/status-badge.js';
import { CHANNEL_TEXT, reasonText, sentence, templateText } from '../../parts/words.js';

type Item = components['schemas']['HistoryItem'];

interface MessagesOfProps {
  readonly id: string;
  readonly name: string;
}

/** What still waits for a person, and all that was ever meant for them. */
export function MessagesOf({ id, name }: MessagesOfProps) {
  return (
    <>
      <Stack gap="xs">
        <Title order={2} size="h4">
          Coming up
        </Title>
        <Messages
          label={`Messages that wait for ${name}`}
          id={id}
          status="pending"
          empty={<Text c="dimmed">Nothing waits to be sent.</Text>}
        />
      </Stack>
      <Stack gap="xs">
        <Title order={2} size="h4">
          History
        </Title>
        <Messages
          label={`All messages to ${name}`}
          id={id}
          empty={
            <Empty title="No message yet" icon={IconMailOff}>
              Messages appear here with the first booking of {name}.
            </Empty>
          }
        />
      </Stack>
    </>
  );
}

interface MessagesProps {
  readonly label: string;
  readonly id: string;
  readonly status?: 'pending';
  readonly empty: ReactNode;
}

function Messages({ label, id, status, empty }: MessagesProps) {
  return (
    <CursorList<Item>
      label={label}
      queryKey={['notifications', 'of', id, status ?? 'all']}
      read={(cursor) =>
        listPage(
          api.GET('/api/v2/notifications/history', {
            params: {
              query: { user_id: id, limit: 20, ...(status && { status }), ...(cursor !== undefined && { cursor }) },
            },
          }),
        )
      }
      keyOf={(item) => item.id}
      columns={[
        { head: 'Message', cell: (item) => <Message item={item} /> },
        { head: status === 'pending' ? 'Goes out' : 'When', cell: (item) => <When item={item} /> },
        { head: 'Standing', cell: (item) => <Outcome item={item} /> },
        { head: 'Appointment', isExtra: true, cell: (item) => <OfAppointment id={item.appointment_id} /> },
      ]}
      empty={empty}
    />
  );
}

function Message({ item: { id, template_name, notification_type } }: { readonly item: Item }) {
  return (
    <>
      <Anchor component={Link} to={`/notifications/${id}`} fw={500}>
        {templateText(template_name)}
      </Anchor>
      <Text size="sm" c="dimmed">
        {CHANNEL_TEXT[notification_type]}
      </Text>
    </>
  );
}

function When({ item: { sent_at, scheduled_for } }: { readonly item: Item }) {
  return <Moment at={sent_at ?? scheduled_for} />;
}

function Outcome({ item: { state, delivery_status, reason } }: { readonly item: Item }) {
  return (
    <>
      <Standing state={state} delivery={delivery_status} />
      {reason !== null && <Text size="sm">{sentence(reasonText(reason))}</Text>}
    </>
  );
}

function OfAppointment({ id }: { readonly id: string | null }) {
  if (id === null) return <>–</>;
  return (
    <Anchor component={Link} to={`/appointments/${encodeURIComponent(id)}`}>
      Its whole story
    </Anchor>
  );
}
