import { Box, Text } from '@mantine/core';
import type { ReactNode } from 'react';

export type Fact = readonly [name: string, value: ReactNode];

/** As many columns as there is room for: a time is not broken. */
const COLUMNS = {
  display: 'grid',
  gridTemplateColumns: 'repeat(auto-fill, minmax(min(175px, 100%), 1fr))',
  gap: 'var(--mantine-spacing-sm)',
} as const;

/** What is known of something, name by name. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <Box component="dl" m={0} style={COLUMNS}>
      {facts.map(([name, value]) => (
        <Box key={name}>
          <Text component="dt" size="sm" c="dimmed">
            {name}
          </Text>
          <Text component="dd" m={0} className="data">
            {value}
          </Text>
        </Box>
      ))}
    </Box>
  );
}
