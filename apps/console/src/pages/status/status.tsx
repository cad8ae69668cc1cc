import { Alert, List, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Page } from '../../parts/page.js';
import { Loading, Shown } from '../../parts/states.js';
import { statusNow } from '../../parts/status-now.js';
import { timeText } from '../../parts/times.js';
import { useSession } from '../../session/session.js';
import { Backlog } from './backlog.js';
import { Channels } from './channels.js';
import { Parts } from './system-parts.js';
import { troublesOf } from './status-words.js';

/** It looks again by itself: what is down tells nobody that it is. */
const LOOK_AGAIN_MS = 5_000;

/** Whether messages go out, and if not, why, and what to do. */
export function Component() {
  const { shop } = useSession();
  const status = useQuery({ ...statusNow, refetchInterval: LOOK_AGAIN_MS });
  const seen = status.dataUpdatedAt;
  return (
    <Page
      title="Status"
      lead={
        seen === 0
          ? 'Looks again by itself.'
          : `As of ${timeText(new Date(seen), shop.timezone, { withZone: true })}. Looks again by itself.`
      }
    >
      <Shown of={status} loading={<Loading rows={9} />}>
        {(found) => (
          <>
            <Headline troubles={troublesOf(found)} />
            <Channels channels={found.channels} />
            <Backlog backlog={found.backlog} lagMs={found.lag_ms} />
            <Parts parts={found.parts} />
          </>
        )}
      </Shown>
    </Page>
  );
}

function Headline({ troubles }: { readonly troubles: readonly string[] }) {
  const isWell = troubles.length === 0;
  return (
    <div aria-live="polite">
      <Alert
        color={isWell ? 'leaf' : 'red'}
        icon={isWell ? <IconCircleCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
        title={isWell ? 'All is well' : headline(troubles.length)}
      >
        {isWell ? (
          <Text size="sm">Every part runs, and messages go out.</Text>
        ) : (
          <List size="sm" className="data">
            {troubles.map((trouble) => (
              <List.Item key={trouble}>{trouble}</List.Item>
            ))}
          </List>
        )}
      </Alert>
    </div>
  );
}

function headline(count: number): string {
  return count === 1 ? 'One thing needs to be looked at' : `${count} things need to be looked at`;
}
