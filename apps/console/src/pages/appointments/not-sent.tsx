import { Card, List, Stack, Text, Title } from '@mantine/core';
import { CHANNEL_TEXT, templateText } from '../../parts/words.js';
import type { Story } from './story.js';

type NotSentEntry = Story['not_sent'][number];

/** What the client was not told, and why. */
export function NotSent({ entries }: { readonly entries: readonly NotSentEntry[] }) {
  return (
    <Card withBorder component="section" aria-labelledby="not-sent">
      <Stack gap="sm">
        <Title order={2} size="h4" id="not-sent">
          Never planned, and why
        </Title>
        {entries.length === 0 ? (
          <Text size="sm" c="dimmed">
            Nothing was left out. What failed or was cancelled is told in the story, with the reason.
          </Text>
        ) : (
          <List listStyleType="none" spacing="sm">
            {entries.map((entry) => (
              <List.Item key={[entry.template_name, entry.notification_type, entry.hours_until].join(' ')}>
                <Text size="sm" fw={600}>
                  {nameOf(entry)}
                </Text>
                <Text size="sm" className="data">
                  {entry.explanation}
                </Text>
              </List.Item>
            ))}
          </List>
        )}
      </Stack>
    </Card>
  );
}

function nameOf({ template_name, notification_type, hours_until }: NotSentEntry): string {
  const before = hours_until === null ? '' : `, ${hours_until} ${hours_until === 1 ? 'hour' : 'hours'} before`;
  return `${templateText(template_name)}${before} · ${CHANNEL_TEXT[notification_type]}`;
}
