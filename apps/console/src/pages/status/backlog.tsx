import { Stack, Table, Text, Title } from '@mantine/core';
import { durationText } from '../../parts/times.js';
import { CHANNEL_TEXT } from '../../parts/words.js';
import { dueText, LANE_TEXT, type Status } from './status-words.js';

interface BacklogProps {
  readonly backlog: Status['backlog'];
  readonly lagMs: number | null;
}

/** What is due and has not gone out, in the order in which it goes. */
export function Backlog({ backlog, lagMs }: BacklogProps) {
  return (
    <Stack gap="xs">
      <div>
        <Title order={2} size="h4">
          Due now
        </Title>
        <Text size="sm" c="dimmed">
          {lagText(lagMs)} What is first in the table goes first.
        </Text>
      </div>
      {backlog.length === 0 ? (
        <Text>Not known while the database is away.</Text>
      ) : (
        <Table aria-label="Messages that are due" verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Messages</Table.Th>
              <Table.Th>By</Table.Th>
              <Table.Th ta="end">Due</Table.Th>
              <Table.Th ta="end">Oldest</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {backlog.map(({ lane, channel, due, oldest_seconds }) => (
              <Table.Tr key={`${lane} ${channel}`}>
                <Table.Td>{LANE_TEXT[lane]}</Table.Td>
                <Table.Td>{CHANNEL_TEXT[channel]}</Table.Td>
                <Table.Td ta="end" fw={due > 0 ? 600 : undefined}>
                  {dueText(due)}
                </Table.Td>
                <Table.Td ta="end">{due === 0 ? '–' : durationText(oldest_seconds * 1_000)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Stack>
  );
}

function lagText(lagMs: number | null): string {
  if (lagMs === null) return 'No message has gone out in the last five minutes.';
  return `Of messages sent lately, 95 in 100 went out within ${durationText(lagMs)} of their time.`;
}
