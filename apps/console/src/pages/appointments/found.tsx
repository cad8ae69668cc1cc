import { Anchor, Card, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import { IconUserQuestion } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { Empty, Shown } from '../../parts/states.js';
import { numbered, peopleFor, type Person } from './find.js';

interface FoundProps {
  readonly q: string;
  /** Shows the appointments of a person, by their id. */
  readonly choose: (id: string) => void;
}

/** What was typed may be the number of an appointment, or a part of what is known of its client. */
export function Found({ q, choose }: FoundProps) {
  const appointment = useQuery(numbered(q));
  const people = useQuery({ ...peopleFor(q), placeholderData: keepPreviousData });
  return (
    <Stack gap="md" aria-live="polite">
      <Shown of={appointment} loading={null}>
        {(booked) =>
          booked && (
            <Card withBorder maw={560}>
              <Anchor component={Link} to={`/appointments/${encodeURIComponent(booked.id)}`} fw={600}>
                {booked.service_name ?? 'Appointment'} of {booked.client.name ?? 'a client who was erased'}
              </Anchor>
              <Text size="sm" c="dimmed" className="data">
                Number {booked.id}
              </Text>
            </Card>
          )
        }
      </Shown>
      <Shown
        of={people}
        empty={{
          when: (found) => found.length === 0,
          show: appointment.data === null && <NoneFound q={q} />,
        }}
      >
        {(found) => <Clients people={found} choose={choose} />}
      </Shown>
    </Stack>
  );
}

function Clients({ people, choose }: { readonly people: readonly Person[]; readonly choose: (id: string) => void }) {
  return (
    <Stack gap="xs" component="section" aria-label="Clients">
      <Title order={2} size="h4">
        Whose appointments?
      </Title>
      {people.map(({ id, name, email, phone }) => (
        <Card key={id} withBorder p="sm" maw={560}>
          <UnstyledButton onClick={() => choose(id)}>
            <Text fw={600} c="var(--mantine-color-anchor)" className="data">
              {name ?? id}
            </Text>
            <Text size="sm" c="dimmed" className="data">
              {[email, phone].filter((address) => address !== null).join(' · ') || 'no address'}
            </Text>
          </UnstyledButton>
        </Card>
      ))}
    </Stack>
  );
}

function NoneFound({ q }: { readonly q: string }) {
  return (
    <Empty title={`Nothing is found by “${q}”`} icon={IconUserQuestion}>
      Try a shorter part of the name, the last digits of the phone, or the whole number of the appointment.
    </Empty>
  );
}
