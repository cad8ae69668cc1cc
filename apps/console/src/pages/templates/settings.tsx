import { Group, Select, Switch } from '@mantine/core';
import type { Draft } from './draft/history.js';
import type { Write } from './draft/use-draft.js';

interface SettingsProps {
  readonly draft: Draft;
  readonly write: Write;
  readonly readOnly: boolean;
}

/** Who may get it, and whether it is sent at all. Saved with the text. */
export function Settings({ draft, write, readOnly }: SettingsProps) {
  return (
    <Group align="flex-end">
      <Select
        label="Kind"
        data={[
          { value: 'transactional', label: 'About a booking' },
          { value: 'marketing', label: 'Marketing: only to who wants it' },
        ]}
        value={draft.category}
        onChange={(category) => category !== null && write({ category })}
        readOnly={readOnly}
        allowDeselect={false}
        miw={260}
      />
      <Switch
        label={draft.is_active ? 'On: it is sent' : 'Off: nothing is sent with it'}
        checked={draft.is_active}
        onChange={({ currentTarget }) => write({ is_active: currentTarget.checked })}
        disabled={readOnly}
        mb={8}
      />
    </Group>
  );
}
