import { Anchor, Box, Card, Group, Stack, Text, Title } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, body } from '../../api/client.js';
import type { components } from '../../api/schema.js';
import { Moment } from '../../parts/moment.js';
import { Loading, Shown } from '../../parts/states.js';
import { CAUSES } from '../../parts/suppression-words.js';
import { Lift } from '../../parts/suppression.js';
import { CHANNEL_TEXT, CHANNEL_WORD, languageText, type Channel } from '../../parts/words.js';

/** How a person can be reached, and whether they may be. */
export function PersonDetails({ person }: { readonly person: components['schemas']['Recipient'] }) {
  const { email, phone, locale, timezone, created_at } = person;
  return (
    <Card withBorder h="100%">
      <Stack gap="md">
        <Title order={2} size="h4">
          How to reach them
        </Title>
        <Stack component="dl" gap="md" m={0}>
          <Detail name="Email">
            {email === null ? <None>none: no email can be sent</None> : <Address channel="email" address={email} />}
          </Detail>
          <Detail name="Phone">
            {phone === null ? <None>none: no SMS can be sent</None> : <Address channel="sms" address={phone} />}
          </Detail>
          <Detail name="Language of their bookings">
            {locale === null ? <None>not said</None> : languageText(locale)}
          </Detail>
          <Detail name="Time zone">{timezone === null ? <None>not said</None> : timezone.replaceAll('_', ' ')}</Detail>
          <Detail name="Known since">
            <Moment at={created_at} />
          </Detail>
        </Stack>
      </Stack>
    </Card>
  );
}

function Detail({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <Text component="dt" size="sm" c="dimmed">
        {name}
      </Text>
      <Text component="dd" m={0} className="data">
        {children}
      </Text>
    </div>
  );
}

function None({ children }: { readonly children: ReactNode }) {
  return (
    <Text span c="dimmed">
      {children}
    </Text>
  );
}

/** An address, with what stands against it on the list of opt-outs. */
function Address({ channel, address }: { readonly channel: Channel; readonly address: string }) {
  const listed = useQuery({
    queryKey: ['suppressions', 'of', channel, address],
    queryFn: () => body(api.GET('/api/v2/suppressions', { params: { query: { channel, address, limit: 10 } } })),
  });
  return (
    <Stack gap={6}>
      <Anchor href={channel === 'email' ? `mailto:${address}` : `tel:${address}`}>{address}</Anchor>
      <Shown
        of={listed}
        loading={<Loading rows={1} />}
        empty={{
          when: (entries) => entries.length === 0,
          show: (
            <Group gap={4}>
              <IconCircleCheck size={16} aria-hidden />
              <Text size="sm">{CHANNEL_TEXT[channel]} may be sent</Text>
            </Group>
          ),
        }}
      >
        {(entries) =>
          entries.map((entry) => (
            <Group key={entry.cause} justify="space-between" align="flex-start" wrap="nowrap" gap="sm">
              <div>
                <Text size="sm" fw={600} c="red">
                  Gets no {CHANNEL_WORD[channel]}: {CAUSES[entry.cause].text}
                </Text>
                <Text size="sm">
                  Since <Moment at={entry.created_at} />. {CAUSES[entry.cause].lift}
                </Text>
              </div>
              <Box flex="none">
                <Lift entry={entry} />
              </Box>
            </Group>
          ))
        }
      </Shown>
    </Stack>
  );
}
