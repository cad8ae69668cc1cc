import { Button, Collapse, Group, NativeSelect, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAdjustmentsHorizontal, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { templateNames } from '../../parts/template-names.js';
import { TypedField } from '../../parts/typed-field.js';
import { CHANNEL_CHOICES, reasonText, sentence, templateText } from '../../parts/words.js';
import { FILTERS, filtersOfStanding, STANDINGS, standingOf, type Filters } from './history-query.js';
import { REASONS } from './reasons.js';

const ALL = { value: '', label: 'All' };
const RARE = ['reason', 'user_id', 'appointment_id', 'from', 'to'] as const;

interface FilterBarProps {
  readonly values: Filters;
  readonly set: (changes: Partial<Record<keyof Filters, string | null>>) => void;
}

/** What is looked for. The rarer filters are folded away until they are used. */
export function FilterBar({ values, set }: FilterBarProps) {
  const [opened, { toggle }] = useDisclosure(RARE.some((name) => values[name] !== undefined));
  const rare = useId();
  const isFiltered = FILTERS.some((name) => values[name] !== undefined);
  return (
    <Stack gap="sm" role="search" aria-label="Filters">
      <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
        <NativeSelect
          label="Standing"
          data={[ALL, ...STANDINGS]}
          value={standingOf(values)}
          onChange={({ currentTarget: { value } }) => set(filtersOfStanding(value))}
        />
        <NativeSelect
          label="Channel"
          data={[ALL, ...CHANNEL_CHOICES]}
          value={values.notification_type ?? ''}
          onChange={({ currentTarget: { value } }) => set({ notification_type: value })}
        />
        <TemplateSelect value={values.template_name} onChange={(value) => set({ template_name: value })} />
        <TypedField
          label="Email or phone"
          placeholder="The whole address"
          value={values.recipient ?? ''}
          onTyped={(text) => set({ recipient: text })}
        />
      </SimpleGrid>
      <Collapse expanded={opened} id={rare}>
        <RareFilters values={values} set={set} />
      </Collapse>
      <Group gap="xs">
        <Button
          variant="subtle"
          size="xs"
          leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden />}
          aria-expanded={opened}
          aria-controls={rare}
          onClick={toggle}
        >
          {opened ? 'Fewer filters' : 'More filters'}
        </Button>
        {isFiltered && (
          <Button
            variant="subtle"
            size="xs"
            leftSection={<IconX size={16} aria-hidden />}
            onClick={() => set(Object.fromEntries(FILTERS.map((name) => [name, null])))}
          >
            Show all
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function RareFilters({ values, set }: FilterBarProps) {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 5 }} spacing="sm">
      <NativeSelect
        label="Why"
        data={[ALL, ...REASONS.map((value) => ({ value, label: sentence(reasonText(value)) }))]}
        value={values.reason ?? ''}
        onChange={({ currentTarget: { value } }) => set({ reason: value })}
      />
      <TypedField label="Client number" value={values.user_id ?? ''} onTyped={(text) => set({ user_id: text })} />
      <TypedField
        label="Appointment number"
        value={values.appointment_id ?? ''}
        onTyped={(text) => set({ appointment_id: text })}
      />
      <TextInput
        type="date"
        label="Planned from"
        value={values.from ?? ''}
        onChange={({ currentTarget: { value } }) => set({ from: value })}
      />
      <TextInput
        type="date"
        label="Planned until"
        value={values.to ?? ''}
        onChange={({ currentTarget: { value } }) => set({ to: value })}
      />
    </SimpleGrid>
  );
}

interface TemplateSelectProps {
  readonly value: string | undefined;
  readonly onChange: (value: string) => void;
}

export function TemplateSelect({ value, onChange }: TemplateSelectProps) {
  const { data: names = [] } = useQuery(templateNames);
  // A name of the address is shown, even of a template that is no more.
  const shown = value === undefined || names.includes(value) ? names : [...names, value];
  return (
    <NativeSelect
      label="Template"
      data={[ALL, ...shown.map((name) => ({ value: name, label: templateText(name) }))]}
      value={value ?? ''}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
