import { Anchor } from '@mantine/core';
import { IconMailOff } from '@tabler/icons-react';
import { Link } from 'react-router';
import { CursorList } from '../../parts/cursor-list.js';
import { useFilters } from '../../parts/filters.js';
import { MessageCell, StandingCell, WhenCell } from '../../parts/message-cells.js';
import { readHistory, type Item } from '../../parts/notifications.js';
import { Page } from '../../parts/page.js';
import { Empty } from '../../parts/states.js';
import { useSession } from '../../session/session.js';
import { FilterBar } from './filter-bar.js';
import { FILTERS, historyQuery } from './history-query.js';
import { Redrive } from './redrive.js';

/** Every message: sent, waiting, failed or cancelled. */
export function Component() {
  const { role, shop } = useSession();
  const { values, set } = useFilters(FILTERS);
  const query = historyQuery(values, shop.timezone);
  return (
    <Page
      title="Notifications"
      lead="Every message that was planned, the newest first. Open one to see what became of it."
      actions={role === 'admin' && <Redrive />}
    >
      <FilterBar values={values} set={set} />
      <CursorList<Item>
        label="Notifications"
        queryKey={['notifications', 'list', query]}
        read={(cursor) => readHistory({ ...query, limit: 50, ...(cursor !== undefined && { cursor }) })}
        keyOf={({ id }) => id}
        columns={[
          { head: 'Message', cell: (item) => <MessageCell item={item} /> },
          { head: 'When', isExtra: true, cell: (item) => <WhenCell item={item} /> },
          { head: 'Standing', cell: (item) => <StandingCell item={item} /> },
          { head: 'See also', isExtra: true, cell: (item) => <Ways item={item} /> },
        ]}
        empty={<Nothing isFiltered={Object.keys(values).length > 0} />}
      />
    </Page>
  );
}

function Ways({ item: { user_id, appointment_id, template_name } }: { readonly item: Item }) {
  return (
    <>
      <Anchor component={Link} to={`/people/${encodeURIComponent(user_id)}`} size="sm">
        Client
      </Anchor>
      {appointment_id !== null && (
        <>
          {' · '}
          <Anchor
            component={Link}
            to={`/appointments/${encodeURIComponent(appointment_id)}`}
            size="sm"
            aria-label={`Appointment of this ${template_name.replaceAll('_', ' ')}`}
          >
            Appointment
          </Anchor>
        </>
      )}
    </>
  );
}

function Nothing({ isFiltered }: { readonly isFiltered: boolean }) {
  return isFiltered ? (
    <Empty title="No message is like that" icon={IconMailOff}>
      Take a filter away, or choose other days. Messages that were never planned have no entry here: look at the{' '}
      <Anchor component={Link} to="/appointments" underline="always">
        appointment
      </Anchor>
      , which says why.
    </Empty>
  ) : (
    <Empty title="No message yet" icon={IconMailOff}>
      Messages appear here with the first booking. The{' '}
      <Anchor component={Link} to="/" underline="always">
        overview
      </Anchor>{' '}
      says how to try one.
    </Empty>
  );
}
