import { Badge, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconMail, IconMessage } from '@tabler/icons-react';
import { Moment } from '../../parts/moment.js';
import { CHANNEL_TEXT, withPeriod } from '../../parts/words.js';
import { MODE_TEXT, type ChannelStatus } from './status-words.js';

const ICONS = { email: IconMail, sms: IconMessage };
const COLORS = { live: 'leaf', sandbox: 'blue', not_configured: 'orange' } as const;

/** Each way that messages go, and whether it is open. */
export function Channels({ channels }: { readonly channels: readonly ChannelStatus[] }) {
  return (
    <Stack gap="xs">
      <Title order={2} size="h4">
        Channels
      </Title>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {channels.map((channel) => (
          <Channel key={channel.channel} of={channel} />
        ))}
      </SimpleGrid>
    </Stack>
  );
}

function Channel({ of: { channel, mode, paused, reason, since } }: { readonly of: ChannelStatus }) {
  const Icon = ICONS[channel];
  return (
    <Card withBorder>
      <Group justify="space-between" mb="xs">
        <Group gap="xs">
          <Icon size={20} stroke={1.6} aria-hidden />
          <Text fw={600}>{CHANNEL_TEXT[channel]}</Text>
        </Group>
        <Group gap={4}>
          {paused && (
            <Badge variant="light" color="red" tt="none">
              paused
            </Badge>
          )}
          <Badge variant="light" color={COLORS[mode]} tt="none">
            {MODE_TEXT[mode].label}
          </Badge>
        </Group>
      </Group>
      <Text size="sm">{reason === null ? MODE_TEXT[mode].what : withPeriod(reason)}</Text>
      {since !== null && (
        <Text size="sm" c="dimmed">
          Paused since <Moment at={since} />
        </Text>
      )}
    </Card>
  );
}
