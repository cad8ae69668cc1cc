import { Paper, Stack, Text } from '@mantine/core';
import type { components } from '../api/schema.js';

type Size = components['schemas']['SmsSize'];

/** An SMS as a phone shows it, and what it costs. */
export function SmsBubble({ text, size }: { readonly text: string; readonly size: Size | null }) {
  return (
    <Stack gap={6} maw={380}>
      <Paper radius="lg" p="md" bg="var(--mantine-color-leaf-light)" style={{ borderBottomLeftRadius: 4 }}>
        <Text className="data" style={{ whiteSpace: 'pre-wrap' }}>
          {text}
        </Text>
      </Paper>
      {size !== null && (
        <Text size="sm" c="dimmed">
          {sizeText(size)}
        </Text>
      )}
    </Stack>
  );
}

function sizeText({ characters, encoding, segments }: Size): string {
  return `${characters} characters · ${encoding} · ${segments === 1 ? 'one segment' : `${segments} segments`}`;
}
