import { Alert, Card, Grid, Stack, Text, Title } from '@mantine/core';
import { IconMessageReport } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { Facts } from '../../parts/facts.js';
import { notificationOf, personOf, storyOf, type ItemDetail } from '../../parts/notifications.js';
import { Page } from '../../parts/page.js';
import { Shown } from '../../parts/states.js';
import { Standing } from '../../parts/status-badge.js';
import { CHANNEL_TEXT, reasonText, templateText } from '../../parts/words.js';
import { Actions } from './actions.js';
import { ContextOf } from './context-of.js';
import { factsOf } from './message-facts.js';
import { timelineOf } from './timeline.js';
import { TimelineList } from './timeline-list.js';

const LIST = { to: '/notifications', label: 'Notifications' } as const;

/** One message, from its plan to what its reader did with it. */
export function Component() {
  const { id = '' } = useParams();
  const found = useQuery(notificationOf(id));
  if (found.data === undefined)
    return (
      <Page title="Notification" within={LIST}>
        <Shown of={found}>{() => null}</Shown>
      </Page>
    );
  return <Notification item={found.data} />;
}

function Notification({ item }: { readonly item: ItemDetail }) {
  const person = useQuery(personOf(item.user_id));
  const name = person.data?.name ?? item.recipient ?? item.user_id;
  const title = `${templateText(item.template_name)} to ${name}, ${CHANNEL_TEXT[item.notification_type]}`;
  return (
    <Page
      title={title}
      within={LIST}
      lead={<Standing state={item.state} delivery={item.delivery_status} />}
      actions={<Actions item={item} title={title} />}
    >
      <Explanation item={item} />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack gap="md">
            <Title order={2} size="h4">
              What happened
            </Title>
            <TimelineList steps={timelineOf(item)} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Card withBorder component="section" aria-label="About this message">
            <Facts facts={factsOf(item, name)} />
          </Card>
        </Grid.Col>
      </Grid>
      <ContextOf item={item} />
    </Page>
  );
}

/** How it stands, in a sentence: of a booking's message, the one that its story has. */
function Explanation({ item }: { readonly item: ItemDetail }) {
  const { id, appointment_id, reason, error_message } = item;
  const story = useQuery({ ...storyOf(appointment_id ?? ''), enabled: appointment_id !== null });
  const told = story.data?.notifications.find((each) => each.id === id)?.explanation;
  const sentence = told ?? (reason === null ? null : `It stands so because ${reasonText(reason)}.`);
  if (sentence === null) return null;
  const color = item.state === 'failed' ? 'red' : item.state === 'in_doubt' ? 'orange' : 'gray';
  return (
    <Alert color={color} icon={<IconMessageReport aria-hidden />} maw={760}>
      <Text size="sm">{sentence}</Text>
      {told === undefined && error_message !== null && <Text size="sm">{error_message}</Text>}
    </Alert>
  );
}
