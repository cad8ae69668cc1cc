import { Anchor, Table, Text, VisuallyHidden } from '@mantine/core';
import { IconSearch, IconUserQuestion, IconUsers } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api, body } from '../../api/client.js';
import type { components } from '../../api/schema.js';
import { useFilters } from '../../parts/filters.js';
import { Moment } from '../../parts/moment.js';
import { Page } from '../../parts/page.js';
import { Empty, Shown } from '../../parts/states.js';
import { TypedField } from '../../parts/typed-field.js';

type Recipient = components['schemas']['Recipient'];

const FILTERS = ['q'] as const;
/** What a person reads through; more are found by typing more. */
const MOST = 50;

/** Finds a client by what a caller on the phone can say. */
export function Component() {
  const { values, set } = useFilters(FILTERS);
  const q = values.q ?? '';
  const found = useQuery({
    queryKey: ['people', 'search', q],
    queryFn: () => body(api.GET('/api/v2/recipients', { params: { query: { limit: MOST, ...(q && { q }) } } })),
    placeholderData: keepPreviousData,
  });
  return (
    <Page title="People" lead="Clients whom bookings have named. Whoever became known last comes first.">
      <TypedField
        type="search"
        label="Search"
        description="A part of the name, email, phone or client number"
        placeholder="john, 0123, @example.com"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={q}
        onTyped={(text) => set({ q: text })}
        maw={460}
      />
      <VisuallyHidden aria-live="polite">{found.data && countText(found.data.length)}</VisuallyHidden>
      <Shown of={found} empty={{ when: (people) => people.length === 0, show: <Nobody q={q} /> }}>
        {(people) => (
          <>
            <PeopleTable people={people} />
            <Text size="sm" c="dimmed" ta="center">
              {countText(people.length)}
            </Text>
          </>
        )}
      </Shown>
    </Page>
  );
}

function PeopleTable({ people }: { readonly people: readonly Recipient[] }) {
  return (
    <Table highlightOnHover verticalSpacing="xs" aria-label="People">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Name</Table.Th>
          <Table.Th>Email and phone</Table.Th>
          <Table.Th visibleFrom="md">Known since</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {people.map(({ id, name, email, phone, created_at }) => (
          <Table.Tr key={id}>
            <Table.Td className="data">
              <Anchor component={Link} to={`/people/${encodeURIComponent(id)}`} inherit fw={500}>
                {name ?? id}
              </Anchor>
            </Table.Td>
            <Table.Td className="data">
              {email !== null && <div>{email}</div>}
              {phone !== null && <div>{phone}</div>}
              {email === null && phone === null && (
                <Text inherit c="dimmed">
                  no address
                </Text>
              )}
            </Table.Td>
            <Table.Td visibleFrom="md">
              <Moment at={created_at} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Nobody({ q }: { readonly q: string }) {
  return q === '' ? (
    <Empty title="Nobody is known yet" icon={IconUsers}>
      Clients appear here with their first booking.
    </Empty>
  ) : (
    <Empty title={`Nobody is found by “${q}”`} icon={IconUserQuestion}>
      Try a shorter part of the name, the last digits of the phone, or the email address.
    </Empty>
  );
}

function countText(count: number): string {
  if (count === 0) return 'Nobody is found.';
  if (count === MOST) return `The first ${MOST} people. Type more to find somebody else.`;
  return count === 1 ? 'One person.' : `${count} people.`;
}
