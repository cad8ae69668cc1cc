import { Anchor, Box, Code, Grid, NativeSelect, SimpleGrid, Stack } from '@mantine/core';
import { IconInbox, IconMailOff, IconSend } from '@tabler/icons-react';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { isNotFound } from '../../api/problem.js';
import { Confirm } from '../../parts/confirm.js';
import { useFilters } from '../../parts/filters.js';
import { Page } from '../../parts/page.js';
import { Empty, Shown } from '../../parts/states.js';
import { TypedField } from '../../parts/typed-field.js';
import { CHANNEL_CHOICES } from '../../parts/words.js';
import { chosenOf, matching, type Captured } from './captured.js';
import { capturedMessages, clearInbox } from './captured-messages.js';
import { MessageList } from './message-list.js';
import { MessageView } from './message-view.js';
import { NewMessages } from './new-messages.js';

const FILTERS = ['channel', 'q', 'message', 'notification'] as const;
/** Messages that are read at first, and that "show older" adds. A mail has some kilobytes. */
const PART = 50;
const MOST = 1_000;

/** Messages that were captured instead of sent, as their readers would see them. */
export function Component() {
  const { values, set } = useFilters(FILTERS);
  const [limit, setLimit] = useState(PART);
  const captured = useQuery({ ...capturedMessages(limit), placeholderData: keepPreviousData });
  const isAway = isNotFound(captured.error);
  return (
    <Page
      title="Inbox"
      lead="Messages of channels without a provider are kept here instead of being sent."
      actions={captured.data !== undefined && captured.data.length > 0 && !isAway && <Clear />}
    >
      {isAway ? (
        <ReallySent />
      ) : (
        <Shown of={captured} empty={{ when: (messages) => messages.length === 0, show: <NoMessage /> }}>
          {(messages) => (
            <Messages
              messages={messages}
              values={values}
              set={set}
              older={messages.length >= limit && limit < MOST ? () => setLimit(limit + PART) : undefined}
            />
          )}
        </Shown>
      )}
    </Page>
  );
}

interface MessagesProps {
  readonly messages: readonly Captured[];
  readonly values: Partial<Record<(typeof FILTERS)[number], string>>;
  readonly set: (changes: Partial<Record<(typeof FILTERS)[number], string | null>>) => void;
  readonly older: (() => void) | undefined;
}

/** The list, and one message beside it; on a phone one after the other. */
function Messages({ messages, values, set, older }: MessagesProps) {
  const { channel, q, message, notification } = values;
  const listed = matching(messages, { channel, q });
  const isChosen = message !== undefined || notification !== undefined;
  const chosen = isChosen ? chosenOf(messages, { message, notification }) : listed[0];
  const onPhone = (shown: boolean): { readonly visibleFrom?: 'sm' } => (shown ? {} : { visibleFrom: 'sm' });
  return (
    <Grid gap="lg">
      <NewMessages messages={messages} />
      <Grid.Col span={{ base: 12, sm: 5, md: 4 }} {...onPhone(!isChosen)}>
        <Stack gap="sm">
          <SimpleGrid cols={2} spacing="xs">
            <TypedField
              label="Find"
              placeholder="Address or text"
              value={q ?? ''}
              onTyped={(text) => set({ q: text, message: null, notification: null })}
            />
            <NativeSelect
              label="Channel"
              data={[{ value: '', label: 'All' }, ...CHANNEL_CHOICES]}
              value={channel ?? ''}
              onChange={({ currentTarget: { value } }) => set({ channel: value, message: null, notification: null })}
            />
          </SimpleGrid>
          <MessageList messages={listed} chosen={chosen?.id} older={older} />
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, sm: 7, md: 8 }} {...onPhone(isChosen)}>
        {isChosen && (
          <Box hiddenFrom="sm" mb="sm">
            <Anchor component={Link} to={{ search: '' }} onClick={() => set({ message: null, notification: null })}>
              ← All messages
            </Anchor>
          </Box>
        )}
        {chosen !== undefined ? (
          <MessageView key={chosen.id} message={chosen} />
        ) : (
          isChosen && (
            <Empty title="This message is not here" icon={IconMailOff}>
              It may be older than what is shown, or the inbox was cleared. Choose another one from the list.
            </Empty>
          )
        )}
      </Grid.Col>
    </Grid>
  );
}

function Clear() {
  const queries = useQueryClient();
  return (
    <Confirm
      action="Clear the inbox"
      title="Clear the inbox"
      isGrave
      run={clearInbox}
      onDone={() => void queries.invalidateQueries({ queryKey: ['messages'] })}
    >
      Every captured message is forgotten, for everybody and for good. The notifications stay in the history.
    </Confirm>
  );
}

function NoMessage() {
  return (
    <Empty title="Nothing was captured yet" icon={IconInbox}>
      Messages appear here by themselves. To see two, post a sample booking:{' '}
      <Code>npm run notify -- event booking.created</Code>
    </Empty>
  );
}

function ReallySent() {
  return (
    <Empty title="Messages really go out here" icon={IconSend}>
      No channel is captured: email and SMS go to their providers, or wait until they have one. What became of each is
      in{' '}
      <Anchor component={Link} to="/notifications" underline="always">
        Notifications
      </Anchor>
      ; how the channels are is in{' '}
      <Anchor component={Link} to="/status" underline="always">
        Status
      </Anchor>
      .
    </Empty>
  );
}
