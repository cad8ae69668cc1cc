import { Anchor, Group, Table, Text } from '@mantine/core';
import { Link } from 'react-router';
import { WhenCell } from '../../parts/message-cells.js';
import type { Item } from '../../parts/notifications.js';
import { Standing } from '../../parts/status-badge.js';
import { CHANNEL_TEXT, templateText } from '../../parts/words.js';

/** A few messages, one line or two each. */
export function ShortList({ label, items }: { readonly label: string; readonly items: readonly Item[] }) {
  return (
    <Table verticalSpacing={6} aria-label={label}>
      <Table.Tbody>
        {items.map((item) => (
          <Table.Tr key={item.id}>
            <Table.Td pl={0} className="data">
              <Anchor component={Link} to={`/notifications/${item.id}`} fw={500} size="sm">
                {templateText(item.template_name)} · {CHANNEL_TEXT[item.notification_type]}
              </Anchor>
              <Text size="sm" c="dimmed">
                {item.recipient ?? 'no address'}
              </Text>
            </Table.Td>
            <Table.Td pr={0} ta="right" w={130}>
              <Group justify="flex-end">
                <Standing state={item.state} delivery={item.delivery_status} />
              </Group>
              <Text size="sm" c="dimmed" component="div">
                <WhenCell item={item} />
              </Text>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
