import { Alert, Grid, Stack } from '@mantine/core';
import { IconUserQuestion } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { isNotFound } from '../../api/problem.js';
import type { components } from '../../api/schema.js';
import { personOf } from '../../parts/notifications.js';
import { Page } from '../../parts/page.js';
import { Empty, Loading, Shown } from '../../parts/states.js';
import { useSession } from '../../session/session.js';
import { ErasePerson } from './erase-person.js';
import { AppointmentsToCome } from './appointments-to-come.js';
import { MessagesOf } from './messages-of.js';
import { PersonDetails } from './person-details.js';
import { PreferencesCard } from './preferences-card.js';

const WITHIN = { to: '/people', label: 'People' };

/** One client: how to reach them, what they want to hear, what they heard. */
export function Component() {
  const { id = '' } = useParams();
  const person = useQuery(personOf(id));
  if (person.data) return <Person key={id} person={person.data} isGone={isNotFound(person.error)} />;
  return (
    <Page title="Person" within={WITHIN}>
      {isNotFound(person.error) ? (
        <Empty title="Nobody is known by this number" icon={IconUserQuestion}>
          Either the address is mistyped, or the client was erased. Look for them under People.
        </Empty>
      ) : (
        <Shown of={person} loading={<Loading rows={8} />}>
          {() => null}
        </Shown>
      )}
    </Page>
  );
}

interface PersonProps {
  readonly person: components['schemas']['Recipient'];
  /** Erased while somebody looked. */
  readonly isGone: boolean;
}

function Person({ person, isGone }: PersonProps) {
  const { role } = useSession();
  const name = person.name ?? person.id;
  return (
    <Page
      title={name}
      within={WITHIN}
      lead={person.name === null ? undefined : `Client ${person.id}`}
      actions={role === 'admin' && !isGone && <ErasePerson id={person.id} name={name} />}
    >
      {isGone && (
        <Alert color="orange" role="alert" title={`${name} was erased`} maw={640}>
          What you see is gone on the server. Nothing can be changed here any more.
        </Alert>
      )}
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <PersonDetails person={person} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <PreferencesCard person={person} />
        </Grid.Col>
      </Grid>
      <Stack gap="lg">
        <AppointmentsToCome id={person.id} name={name} />
        <MessagesOf id={person.id} name={name} />
      </Stack>
    </Page>
  );
}
