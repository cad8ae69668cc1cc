import { Anchor, Card, Grid, Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { isNotFound } from '../../api/problem.js';
import { knownZone } from '../../parts/days.js';
import { Facts } from '../../parts/facts.js';
import { Moment } from '../../parts/moment.js';
import { storyOf } from '../../parts/notifications.js';
import { Page } from '../../parts/page.js';
import { Empty, Shown } from '../../parts/states.js';
import { useSession } from '../../session/session.js';
import { NotSent } from './not-sent.js';
import { bookingStatusText, tellStory, type Story } from './story.js';
import { StoryList } from './story-list.js';

const LIST = { to: '/appointments', label: 'Appointments' } as const;

/** One booking: all that its client was told, is going to be, or was not told, and why. */
export function Component() {
  const { id = '' } = useParams();
  const found = useQuery(storyOf(id));
  if (found.data !== undefined) return <Appointment story={found.data} />;
  return (
    <Page title="Appointment" within={LIST}>
      {isNotFound(found.error) ? (
        <Empty title="This appointment is not known">
          No booking has come in with the number <b className="data">{id}</b>, or it was over long ago and was cleaned
          up. Look for it by its client in{' '}
          <Anchor component={Link} to="/appointments" underline="always">
            Appointments
          </Anchor>
          .
        </Empty>
      ) : (
        <Shown of={found}>{() => null}</Shown>
      )}
    </Page>
  );
}

function Appointment({ story }: { readonly story: Story }) {
  const { shop } = useSession();
  const { service_name, client, starts_at } = story;
  const timezone = knownZone(story.timezone) ?? shop.timezone;
  const { past, ahead, dropped } = tellStory(story);
  const name = client.name ?? 'a client who was erased';
  return (
    <Page
      title={`${service_name ?? 'Appointment'} for ${name}`}
      within={LIST}
      lead={
        <>
          <Moment at={starts_at} timezone={timezone} withZone /> · {bookingStatusText(story.status)}
        </>
      }
    >
      <Grid gap="xl">
        <Grid.Col span={{ base: 12, md: 5 }} order={{ base: 1, md: 2 }}>
          <Stack gap="lg">
            <About story={story} />
            <NotSent entries={story.not_sent} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 7 }} order={{ base: 2, md: 1 }}>
          <Stack gap="lg">
            <Chapter title="What happened" entries={past} timezone={timezone} />
            {ahead.length > 0 && <Chapter title="Still to come" entries={ahead} timezone={timezone} />}
            {dropped.length > 0 && (
              <Chapter title="Was planned, and does not go out" entries={dropped} timezone={timezone} />
            )}
          </Stack>
        </Grid.Col>
      </Grid>
    </Page>
  );
}

interface ChapterProps {
  readonly title: string;
  readonly entries: ReturnType<typeof tellStory>['past'];
  readonly timezone: string;
}

function Chapter({ title, entries, timezone }: ChapterProps) {
  return (
    <Stack component="section" gap="md" aria-label={title}>
      <Title order={2} size="h4">
        {title}
      </Title>
      <StoryList entries={entries} timezone={timezone} />
    </Stack>
  );
}

function About({ story: { client, id } }: { readonly story: Story }) {
  return (
    <Card withBorder component="section" aria-label="About this appointment">
      <Facts
        facts={[
          [
            'Client',
            <Anchor key="client" component={Link} to={`/people/${encodeURIComponent(client.id)}`} underline="always">
              {client.name ?? 'Erased'}
            </Anchor>,
          ],
          ['Appointment number', id],
          ['Email', client.email ?? 'not known'],
          ['Phone', client.phone ?? 'not known'],
        ]}
      />
    </Card>
  );
}
