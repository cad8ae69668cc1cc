import { Switch, Table } from '@mantine/core';
import { CHANNEL_TEXT, CHANNEL_WORD } from '../../parts/words.js';
import { CHANNELS, KINDS, type Changes, type Preferences } from './preference-words.js';

/** The parts of the form see the same values, and say what changes. */
export interface PreferenceForm {
  readonly value: Preferences & Changes;
  readonly errors: Readonly<Record<string, string>>;
  readonly change: (some: Changes) => void;
}

/** Each kind of message on each channel. */
export function Switches({ form: { value, change } }: { readonly form: PreferenceForm }) {
  return (
    <Table aria-label="Which messages on which channel" horizontalSpacing={0} verticalSpacing="xs">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Messages</Table.Th>
          {CHANNELS.map((channel) => (
            <Table.Th key={channel} w={72}>
              {CHANNEL_TEXT[channel]}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        <Table.Tr>
          <Table.Th scope="row">All of them</Table.Th>
          {CHANNELS.map((channel) => (
            <Table.Td key={channel}>
              <Switch
                aria-label={`All messages by ${CHANNEL_WORD[channel]}`}
                checked={value[`${channel}_enabled`]}
                onChange={({ currentTarget }) => change({ [`${channel}_enabled`]: currentTarget.checked })}
              />
            </Table.Td>
          ))}
        </Table.Tr>
        {KINDS.map(({ key, label }) => (
          <Table.Tr key={key}>
            <Table.Th scope="row" fw={400}>
              {label}
            </Table.Th>
            {CHANNELS.map((channel) => (
              <Table.Td key={channel}>
                <Switch
                  aria-label={`${label} by ${CHANNEL_WORD[channel]}`}
                  checked={value[`${channel}_${key}`]}
                  // The switch above it decides.
                  disabled={!value[`${channel}_enabled`]}
                  onChange={({ currentTarget }) => change({ [`${channel}_${key}`]: currentTarget.checked })}
                />
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
