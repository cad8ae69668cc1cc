import { Stack, Title } from '@mantine/core';
import { IconMailOff } from '@tabler/icons-react';
import { api, listPage } from '../../api/client.js';
import { CursorList } from '../../parts/cursor-list.js';
import { Empty } from '../../parts/states.js';
import { ComingUp } from './coming-up.js';
import { COLUMNS, type Item } from './message-table.js';

interface MessagesOfProps {
  readonly id: string;
  readonly name: string;
}

/** What still waits for a person, and all that was ever meant for them. */
export function MessagesOf({ id, name }: MessagesOfProps) {
  return (
    <>
      <Stack gap="xs">
        <Title order={2} size="h4">
          Coming up
        </Title>
        <ComingUp id={id} name={name} />
      </Stack>
      <Stack gap="xs">
        <Title order={2} size="h4">
          All messages, the newest first
        </Title>
        <CursorList<Item>
          label={`All messages to ${name}`}
          queryKey={['notifications', 'of', id]}
          read={(cursor) =>
            listPage(
              api.GET('/api/v2/notifications/history', {
                params: { query: { user_id: id, limit: 20, ...(cursor !== undefined && { cursor }) } },
              }),
            )
          }
          keyOf={(item) => item.id}
          columns={COLUMNS}
          empty={
            <Empty title="No message yet" icon={IconMailOff}>
              Messages appear here with the first booking of {name}.
            </Empty>
          }
        />
      </Stack>
    </>
  );
}
