import { Button, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { API_URL } from '../../api/base.js';
import { Page } from '../../parts/page.js';
import { NotAllowed } from '../../parts/states.js';
import { useSession } from '../../session/session.js';

/** Where an admin looks into the queues. */
export function Component() {
  const { role } = useSession();
  if (role !== 'admin')
    return (
      <Page title="Queues">
        <NotAllowed detail="Only admins look into the queues." />
      </Page>
    );
  return (
    <Page title="Queues">
      <Text maw={640}>
        Queues wake the workers when a message is due: confirmations and changes first, then reminders and messages to
        many. What has to be sent stands in the database, so an empty queue loses nothing, and nothing can be sent twice
        from here.
      </Text>
      <div>
        <Button
          component="a"
          href={`${API_URL}/console/board/`}
          target="_blank"
          rel="noreferrer"
          rightSection={<IconExternalLink size={16} aria-hidden />}
        >
          Open the queues in a new window
        </Button>
      </div>
    </Page>
  );
}
