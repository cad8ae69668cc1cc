import { Alert, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api, listPage } from '../../api/client.js';
import { Loading, Shown } from '../../parts/states.js';
import { MessageTable } from './message-table.js';

/** Nobody has more appointments than these are messages of. */
const MOST = 100;

/** What waits for a person, the next first. */
export function ComingUp({ id, name }: { readonly id: string; readonly name: string }) {
  const waiting = useQuery({
    queryKey: ['notifications', 'waiting', id],
    queryFn: () =>
      listPage(
        api.GET('/api/v2/notifications/history', {
          params: { query: { user_id: id, status: 'pending', limit: MOST } },
        }),
      ),
  });
  return (
    <Shown
      of={waiting}
      loading={<Loading rows={3} />}
      empty={{
        when: ({ items }) => items.length === 0,
        show: <Text c="dimmed">Nothing waits to be sent to {name}.</Text>,
      }}
    >
      {({ items, next }) => (
        <>
          {next !== undefined && (
            <Alert color="orange">More wait than are shown here. All of them stand in the history.</Alert>
          )}
          <MessageTable
            label={`Messages that wait for ${name}`}
            items={items.toSorted((a, b) => Date.parse(a.scheduled_for) - Date.parse(b.scheduled_for))}
          />
        </>
      )}
    </Shown>
  );
}
