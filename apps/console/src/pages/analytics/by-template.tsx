import { Group, ScrollArea, Stack, Table, Title, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useState } from 'react';
import { CHANNEL_TEXT, templateText } from '../../parts/words.js';
import { MEASURES, type Analytics, type Counts } from './figures.js';
import { count } from './tiles.js';

interface Order {
  readonly by: keyof Counts;
  readonly isRising: boolean;
}

/** What became of each message, sorted as one likes. */
export function ByTemplate({ templates }: { readonly templates: Analytics['by_template'] }) {
  const [order, setOrder] = useState<Order>({ by: 'sent', isRising: false });
  const sorted = templates.toSorted((a, b) => (order.isRising ? 1 : -1) * (a[order.by] - b[order.by]));
  const sortBy = (by: keyof Counts): void =>
    setOrder((before) => ({ by, isRising: before.by === by && !before.isRising }));
  return (
    <Stack gap="xs">
      <Title order={2} size="h4">
        By message
      </Title>
      <ScrollArea
        type="auto"
        offsetScrollbars="x"
        viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': 'Messages' }}
      >
        <Table aria-label="By message" verticalSpacing="xs" horizontalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Message</Table.Th>
              {MEASURES.map(({ key, label }) => (
                <Head key={key} label={label} order={order.by === key ? order : undefined} onSort={() => sortBy(key)} />
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {sorted.map((template) => (
              <Table.Tr key={`${template.template_name} ${template.notification_type}`}>
                <Table.Th scope="row" fw={400} style={{ whiteSpace: 'nowrap' }}>
                  {templateText(template.template_name)} · {CHANNEL_TEXT[template.notification_type]}
                </Table.Th>
                {MEASURES.map(({ key }) => (
                  <Table.Td key={key} ta="end">
                    {count(template[key])}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea>
    </Stack>
  );
}

interface HeadProps {
  readonly label: string;
  /** `undefined`: the table is not sorted by it. */
  readonly order: Order | undefined;
  readonly onSort: () => void;
}

function Head({ label, order, onSort }: HeadProps) {
  const Arrow = order?.isRising === true ? IconArrowUp : IconArrowDown;
  return (
    <Table.Th ta="end" aria-sort={order && (order.isRising ? 'ascending' : 'descending')}>
      <UnstyledButton onClick={onSort} fw={700} fz="inherit" ta="end">
        <Group component="span" gap={4} wrap="nowrap" justify="flex-end">
          <VisuallyHidden>Sort by</VisuallyHidden>
          {label}
          {order && <Arrow size={14} aria-hidden style={{ flexShrink: 0 }} />}
        </Group>
      </UnstyledButton>
    </Table.Th>
  );
}
