import { Badge, Stack, Table, Text, Title } from '@mantine/core';
import { sentence, withPeriod } from '../../parts/words.js';
import { PART_TEXT, type Part } from './status-words.js';

/** Each part of the system, and how it is. */
export function Parts({ parts }: { readonly parts: readonly Part[] }) {
  return (
    <Stack gap="xs">
      <Title order={2} size="h4">
        Parts
      </Title>
      <Table aria-label="Parts of the system" verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Part</Table.Th>
            <Table.Th visibleFrom="sm">State</Table.Th>
            <Table.Th>How it is</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {parts.map(({ name, up, detail }) => (
            <Table.Tr key={name}>
              <Table.Td>
                <Text inherit fw={500}>
                  {PART_TEXT[name].name}
                </Text>
                <Text size="sm" c="dimmed" visibleFrom="sm">
                  {PART_TEXT[name].does}
                </Text>
                <UpOrDown up={up} hiddenFrom="sm" />
              </Table.Td>
              <Table.Td visibleFrom="sm">
                <UpOrDown up={up} />
              </Table.Td>
              <Table.Td className="data">{withPeriod(sentence(detail))}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  );
}

function UpOrDown({ up, hiddenFrom }: { readonly up: boolean; readonly hiddenFrom?: 'sm' }) {
  return (
    <Badge variant="light" color={up ? 'leaf' : 'red'} tt="none" {...(hiddenFrom && { hiddenFrom })}>
      {up ? 'up' : 'down'}
    </Badge>
  );
}
