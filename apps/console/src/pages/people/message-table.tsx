import { Anchor, Box, Table, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { components } from '../../api/schema.js';
import { Moment } from '../../parts/moment.js';
import { Standing } from '../../parts/status-badge.js';
import { CHANNEL_TEXT, reasonText, sentence, templateText } from '../../parts/words.js';

export type Item = components['schemas']['HistoryItem'];

/** How each column of a message is shown, in what waits and in the history alike. */
export const COLUMNS = [
  { head: 'Message', cell: (item: Item) => <Message item={item} /> },
  { head: 'When', isExtra: true, cell: ({ sent_at, scheduled_for }: Item) => <Moment at={sent_at ?? scheduled_for} /> },
  { head: 'Standing', cell: (item: Item) => <Outcome item={item} /> },
  { head: 'Appointment', isExtra: true, cell: (item: Item) => <OfAppointment id={item.appointment_id} /> },
] as const;

/** A few messages. A long list of them is a `CursorList`. */
export function MessageTable({ label, items }: { readonly label: string; readonly items: readonly Item[] }) {
  return (
    <Table highlightOnHover verticalSpacing="xs" aria-label={label}>
      <Table.Thead>
        <Table.Tr>
          {COLUMNS.map((column) => (
            <Table.Th key={column.head} {...('isExtra' in column && { visibleFrom: 'md' })}>
              {column.head}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((item) => (
          <Table.Tr key={item.id}>
            {COLUMNS.map((column) => (
              <Table.Td key={column.head} className="data" {...('isExtra' in column && { visibleFrom: 'md' })}>
                {column.cell(item)}
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** Where there is little room, it says the time too. */
function Message({ item: { id, template_name, notification_type, sent_at, scheduled_for } }: { readonly item: Item }) {
  return (
    <>
      <Anchor component={Link} to={`/notifications/${id}`} inherit fw={500}>
        {templateText(template_name)}
      </Anchor>
      <Text size="sm" c="dimmed">
        {CHANNEL_TEXT[notification_type]}
      </Text>
      <Box hiddenFrom="md">
        <Moment at={sent_at ?? scheduled_for} />
      </Box>
    </>
  );
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
    <Anchor component={Link} to={`/appointments/${encodeURIComponent(id)}`} inherit>
      Its whole story
    </Anchor>
  );
}
