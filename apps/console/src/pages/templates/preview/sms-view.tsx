import { Box, Code, Group, Stack, Text } from '@mantine/core';
import { Notice } from '../notice.js';
import type { Preview } from '../template-api.js';

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** An SMS as a phone shows it, and what it costs. */
export function SmsView({ preview: { body, sms, outside_gsm } }: { readonly preview: Preview }) {
  return (
    <Stack gap="sm">
      <Box
        bg="var(--mantine-color-default-hover)"
        p="sm"
        maw={320}
        style={{ borderRadius: '18px 18px 18px 4px', whiteSpace: 'pre-wrap' }}
        className="data"
      >
        {body}
      </Box>
      {sms && (
        <Group gap="md" role="status">
          <Text size="sm" fw={600}>
            {counted(sms.segments, 'segment')}
          </Text>
          <Text size="sm">{counted(sms.characters, 'character')}</Text>
          <Text size="sm">{sms.encoding}</Text>
          <Text size="sm">
            {sms.segments > 1 ? `Costs as much as ${sms.segments} SMS` : 'Costs as much as one SMS'}
          </Text>
        </Group>
      )}
      {outside_gsm.length > 0 && (
        <Notice color="orange" title="Some characters make it dearer">
          <Group gap={4}>
            {outside_gsm.map((character) => (
              <Code key={character}>{character}</Code>
            ))}
          </Group>
          <Text size="sm" mt={4}>
            With them a segment holds 70 characters, without them 160.
          </Text>
        </Notice>
      )}
    </Stack>
  );
}
