import { Code, Group, ScrollArea, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import type { Channel } from '../../parts/words.js';
import { useInsertPlace } from './insert.js';
import { variablesFor, type Reference } from './template-api.js';

interface Entry {
  readonly written: string;
  readonly meaning: string;
  readonly example: string | null;
  readonly isAlways: boolean;
}

/** Everything that a text may say by a name, with examples. A click writes it at the cursor. */
export function VariablesPanel({
  reference,
  channel,
  readOnly,
}: {
  readonly reference: Reference;
  readonly channel: Channel;
  readonly readOnly: boolean;
}) {
  const { insert } = useInsertPlace();
  const [wanted, setWanted] = useState('');
  const entries = entriesOf(reference, channel).filter(({ written, meaning }) =>
    `${written} ${meaning}`.toLowerCase().includes(wanted.trim().toLowerCase()),
  );
  return (
    <Stack gap="xs">
      <TextInput
        aria-label="Find a variable"
        placeholder="Find, such as price or date"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={wanted}
        onChange={({ currentTarget }) => setWanted(currentTarget.value)}
      />
      <Text size="sm" c="dimmed" role="status">
        {entries.length === 0
          ? 'Nothing is called so.'
          : readOnly
            ? 'What a text can say.'
            : 'Choose one: it is written where your cursor was.'}
      </Text>
      <ScrollArea.Autosize mah={620} viewportProps={{ tabIndex: 0, 'aria-label': 'Variables', role: 'group' }}>
        <Stack gap={2}>
          {entries.map((entry) => (
            <UnstyledButton
              key={entry.written}
              onClick={() => insert(entry.written)}
              disabled={readOnly}
              p="xs"
              className="data"
            >
              <Code>{entry.written}</Code>
              <Group gap={6} mt={2}>
                <Text size="sm">{entry.meaning}</Text>
              </Group>
              <Text size="xs" c="dimmed">
                {entry.example !== null && `Such as “${entry.example}”. `}
                {entry.isAlways ? 'Always there.' : 'Not always there.'}
              </Text>
            </UnstyledButton>
          ))}
        </Stack>
      </ScrollArea.Autosize>
    </Stack>
  );
}

function entriesOf(reference: Reference, channel: Channel): Entry[] {
  return [
    ...variablesFor(channel, reference).map(({ name, meaning, example, is_always_there }) => ({
      written: `{{${name}}}`,
      meaning,
      example,
      isAlways: is_always_there,
    })),
    ...reference.partials
      .filter(({ channels, example }) => channels.includes(channel) && example.startsWith('{{>'))
      .map(({ example, meaning }) => ({ written: example, meaning, example: null, isAlways: true })),
  ];
}
