import { Group, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Choice } from '../../parts/choice.js';
import { templateNames } from '../../parts/template-names.js';
import { CHANNEL_CHOICES, templateText } from '../../parts/words.js';
import { MOST_DAYS_BY_HOUR, PERIODS, type Bucket } from './figures.js';

export const FILTERS = ['days', 'bucket', 'channel', 'template'] as const;
type Values = Partial<Record<(typeof FILTERS)[number], string>>;

interface FiltersProps {
  readonly values: Values;
  readonly days: number;
  readonly bucket: Bucket;
  readonly set: (changes: Partial<Record<(typeof FILTERS)[number], string | null>>) => void;
}

/** Which time, and which messages. */
export function Filters({ values, days, bucket, set }: FiltersProps) {
  return (
    <Group align="flex-end">
      <Choice
        label="Days"
        data={PERIODS.map((period) => ({ value: String(period), label: String(period) }))}
        value={String(days)}
        onChange={(chosen) => set({ days: chosen })}
      />
      <Choice
        label="By"
        data={[
          { value: 'day', label: 'Day' },
          { value: 'hour', label: 'Hour', disabled: days > MOST_DAYS_BY_HOUR },
        ]}
        value={bucket}
        onChange={(chosen) => set({ bucket: chosen === 'day' ? null : chosen })}
      />
      <Choice
        label="Channel"
        data={[{ value: '', label: 'All' }, ...CHANNEL_CHOICES]}
        value={values.channel ?? ''}
        onChange={(chosen) => set({ channel: chosen })}
      />
      <TemplateFilter value={values.template ?? null} onChange={(template) => set({ template })} />
    </Group>
  );
}

interface TemplateFilterProps {
  readonly value: string | null;
  readonly onChange: (name: string | null) => void;
}

function TemplateFilter({ value, onChange }: TemplateFilterProps) {
  const { data: known = [] } = useQuery(templateNames);
  const names = new Set([...known, ...(value === null ? [] : [value])]);
  return (
    <Select
      label="Message"
      placeholder="All"
      data={[...names].sort().map((name) => ({ value: name, label: templateText(name) }))}
      value={value}
      onChange={onChange}
      clearable
      clearButtonProps={{ 'aria-label': 'Show all messages' }}
      w={200}
    />
  );
}
