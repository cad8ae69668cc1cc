import { Button, NavLink, Paper, Stack, Text } from '@mantine/core';
import { IconMail, IconMessage2 } from '@tabler/icons-react';
import { Link, useLocation } from 'react-router';
import { Moment } from '../../parts/moment.js';
import { headline, type Captured } from './captured.js';

/** What the window leaves, so that the message stays in sight. */
const LIST_HEIGHT = 'max(300px, calc(100vh - 240px))';

interface MessageListProps {
  readonly messages: readonly Captured[];
  /** Its id. */
  readonly chosen: string | undefined;
  readonly older: (() => void) | undefined;
}

/** Captured messages, newest first. Each is a link, so that it can be shared and opened beside. */
export function MessageList({ messages, chosen, older }: MessageListProps) {
  const { search } = useLocation();
  return (
    <Stack gap="sm">
      {messages.length === 0 && <Text c="dimmed">No captured message is like that.</Text>}
      <Paper component="nav" aria-label="Captured messages" mah={{ sm: LIST_HEIGHT }} style={{ overflowY: 'auto' }}>
        {messages.map((message) => (
          <Entry key={message.id} message={message} isChosen={message.id === chosen} search={search} />
        ))}
      </Paper>
      {older && (
        <Button variant="default" onClick={older}>
          Show older
        </Button>
      )}
    </Stack>
  );
}

interface EntryProps {
  readonly message: Captured;
  readonly isChosen: boolean;
  readonly search: string;
}

function Entry({ message, isChosen, search }: EntryProps) {
  const Icon = message.channel === 'email' ? IconMail : IconMessage2;
  return (
    <NavLink
      component={Link}
      to={{ search: searchOf(search, message.id) }}
      preventScrollReset
      active={isChosen}
      aria-current={isChosen ? 'true' : undefined}
      leftSection={<Icon size={18} stroke={1.6} aria-label={message.channel === 'email' ? 'Email' : 'SMS'} />}
      label={
        <Text size="sm" fw={600} truncate>
          {headline(message)}
        </Text>
      }
      description={
        <>
          <Text size="xs" truncate component="span" display="block">
            {message.to}
          </Text>
          <Moment at={message.captured_at} />
        </>
      }
      style={{ borderBottom: '1px solid var(--mantine-color-default-border)' }}
    />
  );
}

/** The address of a message keeps the filters. */
function searchOf(search: string, id: string): string {
  const params = new URLSearchParams(search);
  params.delete('notification');
  params.set('message', id);
  return params.toString();
}
