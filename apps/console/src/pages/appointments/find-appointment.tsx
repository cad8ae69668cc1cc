import { Anchor, Button, Group, SimpleGrid, Text, TextInput } from '@mantine/core';
import { IconCalendarOff, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { CursorList } from '../../parts/cursor-list.js';
import { addDays, isDay, knownZone, startOfDay } from '../../parts/days.js';
import { useFilters } from '../../parts/filters.js';
import { Moment } from '../../parts/moment.js';
import { personOf } from '../../parts/notifications.js';
import { Page } from '../../parts/page.js';
import { Empty } from '../../parts/states.js';
import { TypedField } from '../../parts/typed-field.js';
import { sentence } from '../../parts/words.js';
import { useSession } from '../../session/session.js';
import { readAppointments, type Listed } from './find.js';
import { Found } from './found.js';
import { bookingStatusText } from './story.js';

const FILTERS = ['q', 'person', 'day'] as const;

/** Finds a booking by its number, its client or its day. */
export function Component() {
  const { values, set } = useFilters(FILTERS);
  const { q, person, day } = values;
  return (
    <Page
      title="Appointments"
      lead="Open one to see what its client was told, is going to be told, or was not, and why."
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }} maw={760}>
        <TypedField
          type="search"
          label="Client or number"
          description="Part of a name, email or phone; or its number"
          leftSection={<IconSearch size={16} aria-hidden />}
          value={q ?? ''}
          onTyped={(text) => set({ q: text, person: null })}
        />
        <TextInput
          type="date"
          label="Day"
          description="On which it starts"
          value={day ?? ''}
          onChange={({ currentTarget: { value } }) => set({ day: value })}
        />
      </SimpleGrid>
      {q !== undefined && <Found q={q} choose={(id) => set({ person: id, q: null })} />}
      {person !== undefined && <OnlyOf person={person} clear={() => set({ person: null })} />}
      {q === undefined && <Bookings person={person} day={day} />}
    </Page>
  );
}

function OnlyOf({ person, clear }: { readonly person: string; readonly clear: () => void }) {
  const { data } = useQuery(personOf(person));
  return (
    <Group gap="sm">
      <Text>
        Appointments of{' '}
        <Anchor component={Link} to={`/people/${encodeURIComponent(person)}`} fw={600}>
          {data?.name ?? person}
        </Anchor>
      </Text>
      <Button size="xs" variant="default" onClick={clear}>
        Show those of everybody
      </Button>
    </Group>
  );
}

interface BookingsProps {
  readonly person: string | undefined;
  readonly day: string | undefined;
}

function Bookings({ person, day }: BookingsProps) {
  const { shop } = useSession();
  const filter = {
    ...(person !== undefined && { client_id: person }),
    ...(day !== undefined &&
      isDay(day) && { from: startOfDay(day, shop.timezone), to: startOfDay(addDays(day, 1), shop.timezone) }),
  };
  return (
    <CursorList<Listed>
      label="Appointments"
      queryKey={['appointments', 'list', filter]}
      read={(cursor) => readAppointments({ ...filter, limit: 25, ...(cursor !== undefined && { cursor }) })}
      keyOf={({ id }) => id}
      columns={[
        { head: 'Appointment', cell: (listed) => <Booking listed={listed} /> },
        { head: 'Client', cell: ({ client }) => client.name ?? 'Erased' },
        { head: 'Booking', isExtra: true, cell: ({ status }) => sentence(bookingStatusText(status)) },
      ]}
      empty={
        person === undefined && day === undefined ? (
          <Empty title="No booking has come in yet" icon={IconCalendarOff}>
            Appointments appear here as soon as the booking platform tells of them.
          </Empty>
        ) : (
          <Empty title="No appointment is like that" icon={IconCalendarOff}>
            {day === undefined
              ? 'No booking of this client is known, or it was over long ago and was cleaned up.'
              : 'Choose another day, or none.'}
          </Empty>
        )
      }
    />
  );
}

function Booking({ listed: { id, service_name, starts_at, timezone } }: { readonly listed: Listed }) {
  const { shop } = useSession();
  return (
    <>
      <Anchor component={Link} to={`/appointments/${encodeURIComponent(id)}`} fw={500}>
        {service_name ?? 'Appointment'}
      </Anchor>
      <Text size="sm" c="dimmed" component="div">
        <Moment at={starts_at} timezone={knownZone(timezone) ?? shop.timezone} />
      </Text>
    </>
  );
}
