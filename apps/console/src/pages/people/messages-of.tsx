import { Alert, Anchor, Stack, Table, Text, Title } from '@mantine/core';
import { IconMailOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { CursorList } from '../../parts/cursor-list.js';
import { MessageCell, StandingCell, WhenCell } from '../../parts/message-cells.js';
import { readHistory, type Item } from '../../parts/notifications.js';
import { Empty, Loading, Shown } from '../../parts/states.js';

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
          Messages to come
        </Title>
        <Waiting id={id} name={name} />
      </Stack>
      <Stack gap="xs">
        <Title order={2} size="h4">
          All messages, the newest first
        </Title>
        <CursorList<Item>
          label={`All messages to ${name}`}
          queryKey={['notifications', 'of', id]}
          read={(cursor) => readHistory({ user_id: id, limit: 20, ...(cursor !== undefined && { cursor }) })}
          keyOf={(item) => item.id}
          columns={[
            { head: 'Message', cell: (item) => <MessageCell item={item} /> },
            { head: 'When', isExtra: true, cell: (item) => <WhenCell item={item} /> },
            { head: 'Standing', cell: (item) => <StandingCell item={item} /> },
            { head: 'Appointment', isExtra: true, cell: (item) => <OfAppointment id={item.appointment_id} /> },
          ]}
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

/** Nobody has more appointments than these are messages of. */
const MOST_WAITING = 100;

/** The next first, so it is read as a whole. */
function Waiting({ id, name }: MessagesOfProps) {
  const waiting = useQuery({
    queryKey: ['notifications', 'waiting', id],
    queryFn: () => readHistory({ user_id: id, status: 'pending', limit: MOST_WAITING }),
  });
  return (
    <Shown
      of={waiting}
      loading={<Loading rows={3} />}
      empty={{
        when: ({ items }) => items.length === 0,
        show: <Text c="dimmed">Nothing waits to be sent to {name}.</Text>,
      }}
    >
      {({ items, next }) => (
        <>
          {next !== undefined && <Alert color="orange">More wait than are shown here. All of them stand below.</Alert>}
          <WaitingTable
            label={`Messages that wait for ${name}`}
            items={items.toSorted((a, b) => Date.parse(a.scheduled_for) - Date.parse(b.scheduled_for))}
          />
        </>
      )}
    </Shown>
  );
}

function WaitingTable({ label, items }: { readonly label: string; readonly items: readonly Item[] }) {
  return (
    <Table highlightOnHover verticalSpacing="xs" aria-label={label}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Message</Table.Th>
          <Table.Th visibleFrom="md">Goes out</Table.Th>
          <Table.Th>Standing</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((item) => (
          <Table.Tr key={item.id}>
            <Table.Td className="data">
              <MessageCell item={item} />
            </Table.Td>
            <Table.Td visibleFrom="md">
              <WhenCell item={item} />
            </Table.Td>
            <Table.Td>
              <StandingCell item={item} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function OfAppointment({ id }: { readonly id: string | null }) {
  if (id === null) return <>–</>;
  return (
    <Anchor component={Link} to={`/appointments/${encodeURIComponent(id)}`} inherit>
      Its whole story
    </Anchor>
  );
}
