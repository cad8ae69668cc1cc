import { Anchor, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api, body } from '../../api/client.js';
import { Moment } from '../../parts/moment.js';
import { Loading, Shown } from '../../parts/states.js';
import { bookingStatusText } from '../appointments/story.js';

interface AppointmentsToComeProps {
  readonly id: string;
  readonly name: string;
}

/** What a person has booked, the next first. Each leads to its whole story. */
export function AppointmentsToCome({ id, name }: AppointmentsToComeProps) {
  const appointments = useQuery({
    queryKey: ['appointments', 'to-come', id],
    queryFn: () =>
      body(
        api.GET('/api/v2/appointments', {
          params: { query: { client_id: id, from: new Date().toISOString(), limit: 50 } },
        }),
      ),
  });
  return (
    <Stack gap="xs">
      <Title order={2} size="h4">
        Appointments to come
      </Title>
      <Shown
        of={appointments}
        loading={<Loading rows={2} />}
        empty={{ when: (found) => found.length === 0, show: <Text c="dimmed">{name} has nothing booked.</Text> }}
      >
        {(found) => (
          <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
            {found
              .toSorted((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at))
              .map((appointment) => (
                <Group key={appointment.id} component="li" gap="sm">
                  <Anchor component={Link} to={`/appointments/${encodeURIComponent(appointment.id)}`} fw={500}>
                    {appointment.service_name ?? 'Appointment'}
                  </Anchor>
                  <Text size="sm" component="span">
                    <Moment at={appointment.starts_at} timezone={appointment.timezone} withZone />
                  </Text>
                  <Text size="sm" c="dimmed" component="span">
                    {bookingStatusText(appointment.status)}
                  </Text>
                </Group>
              ))}
          </Stack>
        )}
      </Shown>
    </Stack>
  );
}
