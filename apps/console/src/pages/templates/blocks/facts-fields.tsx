import { ActionIcon, Button, Group, Paper, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { WritingField } from '../writing-field.js';
import type { Fact, FactsBlock } from './block.js';
import { useBlockEditing } from './editing.js';
import { quotable } from './print.js';
import { TestField } from './value-field.js';

interface FactsFieldsProps {
  readonly block: FactsBlock;
  readonly onChange: (block: FactsBlock, field?: string) => void;
}

/** The labelled lines of a panel. */
export function FactsFields({ block, onChange }: FactsFieldsProps) {
  const { readOnly } = useBlockEditing();
  const setRows = (rows: readonly Fact[], field?: string): void => onChange({ ...block, rows }, field);
  const swap = (at: number, other: number): void =>
    setRows(
      block.rows.map((row, index) =>
        index === at ? (block.rows[other] ?? row) : index === other ? (block.rows[at] ?? row) : row,
      ),
    );
  return (
    <Stack gap="xs">
      {block.rows.map((row, at) => (
        <FactRow
          key={at}
          row={row}
          number={at + 1}
          onChange={(changed, field) =>
            setRows(
              block.rows.map((each, index) => (index === at ? changed : each)),
              `${at} ${field}`,
            )
          }
          actions={
            !readOnly && (
              <Group gap={4} justify="flex-end">
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`Move line ${at + 1} up`}
                  disabled={at === 0}
                  onClick={() => swap(at, at - 1)}
                >
                  <IconArrowUp size={16} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`Move line ${at + 1} down`}
                  disabled={at === block.rows.length - 1}
                  onClick={() => swap(at, at + 1)}
                >
                  <IconArrowDown size={16} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="red"
                  aria-label={`Delete line ${at + 1}`}
                  onClick={() => setRows(block.rows.filter((_, index) => index !== at))}
                >
                  <IconTrash size={16} />
                </ActionIcon>
              </Group>
            )
          }
        />
      ))}
      {!readOnly && (
        <Button
          variant="subtle"
          size="xs"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => setRows([...block.rows, { label: 'With', value: '{{barber_name}}', when: 'barber_name' }])}
        >
          Add a line
        </Button>
      )}
    </Stack>
  );
}

interface FactRowProps {
  readonly row: Fact;
  readonly number: number;
  readonly onChange: (row: Fact, field: string) => void;
  readonly actions: React.ReactNode;
}

function FactRow({ row, number, onChange, actions }: FactRowProps) {
  const { readOnly } = useBlockEditing();
  return (
    <Paper bg="var(--mantine-color-default-hover)" p="xs" role="group" aria-label={`Line ${number}`}>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
        <TextInput
          label="Label"
          readOnly={readOnly}
          value={row.label}
          onChange={({ currentTarget }) => onChange({ ...row, label: quotable(currentTarget.value) }, 'label')}
        />
        <TestField label="Only if there is" value={row.when} onChange={(when) => onChange({ ...row, when }, 'when')} />
      </SimpleGrid>
      <WritingField
        label="Says"
        readOnly={readOnly}
        value={row.value}
        onChange={(value) => onChange({ ...row, value }, 'value')}
      />
      {actions}
    </Paper>
  );
}
